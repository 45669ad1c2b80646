using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class TrainingFrameTests
{
    private static readonly TrainingProgress Progress =
        new(new MetricsRow(8_400, 1.2e-7, 1, 0.3321, 0.9213, 40, 1), 20_000, 85.2);

    [Fact]
    public void Frame_ShowsStepLossesAccuraciesRateAndTimeLeft() => Assert.Equal(
        """

          ━━━━━━━━━━━━━━━━━───────────────────────  42 %  step 8,400 of 20,000
          train  loss 1.2e-07   accuracy 100 %
          test   loss 0.3321    accuracy 92.13 %
          85.2 steps/s, 2 min 16 s left
          Ctrl-C stops; the run can be resumed.

        """.ReplaceLineEndings("\n"),
        TrainingFrame.Of(Progress, stopping: false, 80).ToString());

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void Frame_FitsTheTerminal(int width) =>
        Assert.All(
            TrainingFrame.Of(Progress, stopping: true, width).Lines,
            line => Assert.True(line.Text.Length <= Math.Max(width, 60), line.Text));

    [Fact]
    public void Frame_OnATerminal_IsRedrawnAndLeavesNothing()
    {
        using var text = new StringWriter();
        var screen = new Screen(text, isTerminal: true);

        screen.Redraw(show =>
        {
            show(TrainingFrame.Of(Progress, stopping: false, 80));
            return 0;
        });

        Assert.Contains("step 8,400 of 20,000", text.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h", text.ToString(), StringComparison.Ordinal);
    }
}
