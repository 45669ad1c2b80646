using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>The tool on a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private static readonly Dictionary<string, string?> Styled = new() { ["NO_COLOR"] = null };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Close_WhileTraining_SavesTheState()
    {
        var endless = TinyRun.Config with { Training = TinyRun.Config.Training with { MaxSteps = 10_000_000, CheckpointEvery = 10_000_000 } };
        TinyRun.WriteConfig(folder, endless);

        var result = PseudoTerminal.Run(folder.Path, 80, "steps/s", Styled, "train", "tiny.json");

        Assert.Equal(130, result.ExitCode);
        var run = Run.Open(folder.File("runs/tiny"));
        Assert.Equal(RunStatus.Interrupted, run.Summary!.Status);
        Assert.Equal(run.Summary.Steps, run.Paths.StateSteps()[^1]);
    }
}
