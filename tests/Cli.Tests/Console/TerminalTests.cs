using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>The tool on a terminal.</summary>
[Trait("lane", "full")]
public sealed class TerminalTests : IDisposable
{
    private static readonly Dictionary<string, string?> Styled = new() { ["NO_COLOR"] = null };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(40)]
    public void Text_OnANarrowTerminal_IsBrokenToItsWidth(int columns)
    {
        var result = PseudoTerminal.Run(folder.Path, columns, null, Styled, "train", "no-such");

        Assert.Equal(2, result.ExitCode);
        var lines = Plain(result.Out).TrimEnd('\n').Split('\n');
        Assert.StartsWith("grokking: preset 'no-such' is unknown.", string.Join(' ', lines), StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, Math.Max(columns, "'no-such'".Length)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(200)]
    public void Progress_OnATerminalOfAnyWidth_IsNoWiderThanIt(int columns)
    {
        TinyRun.WriteConfig(folder);

        var result = PseudoTerminal.Run(folder.Path, columns, null, Styled, "train", "tiny.json");

        Assert.Equal(0, result.ExitCode);
        // While lines are redrawn the cursor is hidden.
        var start = result.Out.IndexOf("\u001b[?25l", StringComparison.Ordinal);
        var frames = result.Out[start..result.Out.IndexOf("\u001b[?25h", start, StringComparison.Ordinal)];
        Assert.Matches("[━─]{4}", frames);
        Assert.All(Plain(frames).Split('\n', '\r'), line => Assert.True(line.Length <= columns, result.Out));
    }

    [Fact]
    public void Headings_AreBold() =>
        Assert.Contains(
            "\u001b[1mUsage\u001b[0m", PseudoTerminal.Run(folder.Path, 80, null, Styled, "--help").Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("train", "--help")]
    public void NoColor_LeavesNoStyle(params string[] arguments)
    {
        var result = PseudoTerminal.Run(folder.Path, 80, null, new Dictionary<string, string?> { ["NO_COLOR"] = "1" }, arguments);

        Assert.Contains("Usage", result.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\u001b\[[0-9;]*m", result.Out);
    }

    [Fact]
    public void Close_WhileTraining_SavesTheState()
    {
        var endless = TinyRun.Config
            with { Training = TinyRun.Config.Training with { MaxSteps = 10_000_000, CheckpointEvery = 10_000_000 } };
        TinyRun.WriteConfig(folder, endless);

        var result = PseudoTerminal.Run(folder.Path, 80, "steps/s", Styled, "train", "tiny.json");

        Assert.Equal(130, result.ExitCode);
        var run = Run.Open(folder.File("runs/tiny"));
        Assert.Equal(RunStatus.Interrupted, run.Summary!.Status);
        Assert.Equal(run.Summary.Steps, run.Paths.StateSteps()[^1]);
    }

    // Without escape codes, and with line feeds as they were before the terminal got hold of them.
    private static string Plain(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, @"\u001b(\[[0-9;?]*[a-zA-Z]|=)", "")
            .Replace("\r\n", "\n", StringComparison.Ordinal);
}
