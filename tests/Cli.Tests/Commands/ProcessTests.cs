using System.Text.Json;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>The tool as a user starts it.</summary>
[Trait("lane", "full")]
public sealed class ProcessTests
{
    private static readonly RunConfig Longer =
        TinyRun.Config with { Training = TinyRun.Config.Training with { MaxSteps = 3000, LogEvery = 1, CheckpointEvery = 3000 } };

    // However late a signal comes on a busy machine, the run has not ended by itself.
    private static readonly RunConfig Endless = Longer
        with { Training = Longer.Training with { MaxSteps = 10_000_000, CheckpointEvery = 10_000_000, LogEvery = 10 } };

    [Fact]
    public void Train_WithoutOut_WritesBelowRunsAndShowsRelativePaths_AndNoEscapeCodesInAPipe()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);

        var result = ToolProcess.Run(folder.Path, "train", "tiny.json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("checkpoints  runs/tiny/checkpoints (", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Out);
        Assert.Equal([folder.File("runs"), folder.File("tiny.json")], Directory.EnumerateFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public void WrongCommandLine_ReturnsTwo() =>
        Assert.Equal(2, ToolProcess.Run(Path.GetTempPath(), "train", "no-such-preset").ExitCode);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    public void Signal_StopsCleanlyAndSavesTheState(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals, which Windows has not");
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder, Endless);

        using var tool = ToolProcess.Start(folder.Path, "train", "tiny.json");
        WaitForRows(folder.File("runs/tiny/metrics.csv"));
        tool.Signal(signal);
        var stopped = tool.End();

        Assert.Equal(130, stopped.ExitCode);
        Assert.EndsWith("To go on: grokking train runs/tiny --resume\n", stopped.Out, StringComparison.Ordinal);
        var run = Run.Open(folder.File("runs/tiny"));
        Assert.InRange(run.Summary!.Steps, 1, Endless.Training.MaxSteps - 1);
        Assert.Equal(run.Summary.Steps, run.Paths.StateSteps()[^1]);
    }

    /// <summary>The libraries of tables take their time to load, which a command that makes none need not spend.</summary>
    [Fact]
    public void PresetsAndTrain_DoNotLoadTheLibrariesOfTables()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Append(Path.Combine(AppContext.BaseDirectory, "Grokking.Cli.runtimeconfig.json"))
            .Where(file => Path.GetFileName(file) is not ("Microsoft.Data.Analysis.dll" or "Parquet.dll" or "Apache.Arrow.dll")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }
        ToolResult Run(params string[] arguments) =>
            ToolProcess.RunProgram("dotnet", folder.Path, ["exec", folder.File("Grokking.Cli.dll"), .. arguments]);

        Assert.Equal(0, Run("presets").ExitCode);
        Assert.Equal(0, Run("train", "tiny.json").ExitCode);
        Assert.Equal(0, Run("train", "tiny.json", "--seeds", "0,1").ExitCode);
        Assert.Equal(0, Run("analyze", "runs/tiny").ExitCode);
        Assert.Contains("Parquet, Version=", Run("analyze", "runs/tiny", "--parquet").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupt_AndResume_GiveTheSameBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGINT, which Windows has not");
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder, Longer);
        var whole = folder.File("whole");
        Assert.Equal(0, ToolProcess.Run(folder.Path, "train", "tiny.json", "--out", whole).ExitCode);

        using var tool = ToolProcess.Start(folder.Path, "train", "tiny.json");
        WaitForRows(folder.File("runs/tiny/metrics.csv"));
        tool.Signal("INT");
        Assert.Equal(130, tool.End().ExitCode);
        var resumed = ToolProcess.Run(folder.Path, "train", "runs/tiny", "--resume");

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal(TinyRun.Checkpoint(whole, 3000), TinyRun.Checkpoint(folder.File("runs/tiny"), 3000));
    }

    [Fact]
    public void Hangup_ThatNohupIgnores_StopsNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends signals, which Windows has not");
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder, Longer);

        using var tool = ToolProcess.StartIgnoring("HUP", folder.Path, "train", "tiny.json");
        WaitForRows(folder.File("runs/tiny/metrics.csv"));
        tool.Signal("HUP");

        Assert.Equal(0, tool.End().ExitCode);
        Assert.Equal(RunStatus.Finished, Run.Open(folder.File("runs/tiny")).Summary!.Status);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void ErrorMessage_ThatCannotBeWritten_LeavesTheExitCode(string redirection)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        Assert.Equal((2, "", ""), Parts(ToolProcess.RunRedirected(Path.GetTempPath(), redirection, "train", "no-such-preset")));
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void Json_WhereProgressCannotBeWritten_IsWhole(string redirection)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = ToolProcess.RunRedirected(folder.Path, redirection, "analyze", run, "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(
            (0, "mod-add"), (result.ExitCode, document.RootElement.GetProperty("operation").GetProperty("id").GetString()));
    }

    [Fact]
    public void Json_ThatCannotBeWritten_Fails()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        var result = ToolProcess.RunRedirected(Path.GetTempPath(), ">/dev/full", "presets", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("grokking: ", result.Error, StringComparison.Ordinal);
    }

    private static (int, string, string) Parts(ToolResult result) => (result.ExitCode, result.Out, result.Error);

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
