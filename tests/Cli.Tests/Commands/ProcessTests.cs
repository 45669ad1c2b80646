using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>The tool as a user starts it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void Train_WithoutOut_WritesBelowRunsAndShowsRelativePaths()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);

        var result = ToolProcess.Run(folder.Path, "train", "tiny.json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("checkpoints  runs/tiny/checkpoints (", result.Out, StringComparison.Ordinal);
        Assert.Equal([folder.File("runs"), folder.File("tiny.json")], Directory.EnumerateFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public void Train_InAPipe_WritesNoEscapeCodes()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);

        var result = ToolProcess.Run(folder.Path, "train", "tiny.json");

        Assert.DoesNotContain('\u001b', result.Out);
    }

    [Fact]
    public void WrongCommandLine_ReturnsTwo() => Assert.Equal(2, ToolProcess.Run(Path.GetTempPath(), "train", "no-such-preset").ExitCode);

    /// <summary>The libraries of tables take their time to load, which a command that makes none need not spend.</summary>
    [Fact]
    public void PresetsAndTrain_DoNotLoadTheLibrariesOfTables()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "Grokking.Cli.runtimeconfig.json"))
            .Where(file => Path.GetFileName(file) is not ("Microsoft.Data.Analysis.dll" or "Parquet.dll" or "Apache.Arrow.dll")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }
        ToolResult Run(params string[] arguments) => ToolProcess.RunProgram("dotnet", folder.Path, ["exec", folder.File("Grokking.Cli.dll"), .. arguments]);

        Assert.Equal(0, Run("presets").ExitCode);
        Assert.Equal(0, Run("train", "tiny.json").ExitCode);
        Assert.Equal(0, Run("train", "tiny.json", "--seeds", "0,1").ExitCode);
        Assert.Equal(0, Run("analyze", "runs/tiny").ExitCode);
        Assert.Contains("Parquet, Version=", Run("analyze", "runs/tiny", "--parquet").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupt_StopsCleanlyAndResumeGivesTheSameBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGINT, which Windows has not");
        using var folder = new TempFolder();
        var longer = TinyRun.Config with { Training = TinyRun.Config.Training with { MaxSteps = 3000, LogEvery = 1, CheckpointEvery = 3000 } };
        TinyRun.WriteConfig(folder, longer);
        var whole = folder.File("whole");
        Assert.Equal(0, ToolProcess.Run(folder.Path, "train", "tiny.json", "--out", whole).ExitCode);

        using var tool = ToolProcess.Start(folder.Path, "train", "tiny.json");
        WaitForRows(folder.File("runs/tiny/metrics.csv"));
        tool.Interrupt();
        var stopped = tool.End();
        var steps = RunSummary.Read(folder.File("runs/tiny/summary.json")).Steps;
        var resumed = ToolProcess.Run(folder.Path, "train", "runs/tiny", "--resume");

        Assert.Equal(130, stopped.ExitCode);
        Assert.EndsWith("To go on: grokking train runs/tiny --resume\n", stopped.Out, StringComparison.Ordinal);
        Assert.InRange(steps, 1, 2999);
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal(TinyRun.Checkpoint(whole, 3000), TinyRun.Checkpoint(folder.File("runs/tiny"), 3000));
    }

    private static void WaitForRows(string metrics)
    {
        const int Rows = 10;
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (!File.Exists(metrics) || File.ReadLines(metrics).Count() < Rows)
        {
            Assert.True(DateTime.UtcNow < deadline, "training did not begin");
            Thread.Sleep(5);
        }
    }
}
