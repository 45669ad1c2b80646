using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class RunsCommandTests
{
    [Fact]
    public void Runs_ListsTaskStepsStateAndVerdict()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs"));
        TinyRun.Train(folder, "runs/one");
        Tool.Run("analyze", TinyRun.Train(folder, "runs/two"));
        File.WriteAllText(new RunPaths(TinyRun.Train(folder, "runs/zero")).Config, "{");

        var result = Tool.Run("runs", folder.File("runs"));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var rows = result.Out.TrimEnd('\n').Split('\n')[1..];
        Assert.Equal(["one", "two", "zero"], rows.Select(row => row.Trim().Split(' ')[0]));
        Assert.Contains("a + b mod 5     40", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("finished  not analysed", rows[0], StringComparison.Ordinal);
        Assert.EndsWith("finished  unsolved", rows[1], StringComparison.Ordinal);
        Assert.EndsWith("damaged   -", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_OfFoldersOfRuns_CountsThem()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs/seeds"));
        TinyRun.Train(folder, "runs/seeds/seed-0");

        Assert.Contains("seeds/  1 run\n", Tool.Run("runs", folder.File("runs")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_WithoutAny_SaysHowToMakeOne()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs"));

        Assert.Contains(
            "holds no runs. 'grokking train demo' makes one.", Tool.Run("runs", folder.File("runs")).Out,
            StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run("runs", folder.File("absent")).ExitCode);
    }
}
