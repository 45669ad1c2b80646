using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class SweepFrameTests
{
    private const int MaxSteps = 1000;

    [Fact]
    public void Frame_ShowsWhichRunsRunWaitAndHaveGrokked_RateAndTimeLeft() => Assert.Equal(
        """

          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────  70 %  2 of 4 runs ended
          running      1  seed 2
          waiting      1  seed 3
          grokked      2  seeds 0, 2
          failed       1  seed 1
          100 steps/s in all, 10 s left
          Ctrl-C stops; the runs can be resumed.

        """.ReplaceLineEndings("\n"),
        SweepFrame.Of(Halfway(workers: 2), stopping: false, 80).ToString());

    [Fact]
    public void Remaining_OnOneThread_AddsUp() => Assert.Equal(TimeSpan.FromSeconds(12), Halfway(workers: 1).Remaining);

    [Fact]
    public void Frame_OfAThousandRuns_StaysShort()
    {
        var count = new SweepCount(
            Sweep.OverSeeds(new RunConfig(), Enumerable.Range(0, 1000).Select(i => 2 * i), "absent"),
            new TrainOptions { Threads = 2 });

        var page = SweepFrame.Of(count, stopping: true, 80);

        Assert.InRange(page.Lines.Count, 4, 8);
        Assert.All(page.Lines, line => Assert.InRange(line.Text.Length, 0, 80));
    }

    [Fact]
    public void Lines_AreOneForEachRunThatEndsAndOneEachHalfMinute()
    {
        using var text = new StringWriter();
        var clock = new HandClock();
        var count = Halfway(workers: 2);
        var lines = new SweepLines(new Screen(text), count, clock);

        lines.Step();
        lines.Step();
        clock.Advance(TimeSpan.FromSeconds(31));
        lines.Step();
        lines.End(Failed(1));

        Assert.Equal(
            "\n  2 of 4 ended, 1 running, 2 grokked; 100 steps/s in all, 10 s left\n  seed 1: failed: files, test accuracy -; 2 "
                + "of 4 ended\n", text.ToString());
    }

    // Seed 0 has finished, seed 1 has failed, seed 2 has done 800 steps, seed 3 has not begun.
    private static SweepCount Halfway(int workers)
    {
        var count = new SweepCount(Runs, new TrainOptions { Threads = workers });
        count.OnBegin(0);
        count.OnBegin(1);
        count.OnStep(0, Progress(MaxSteps, 1));
        count.OnEnd(0, new SweepResult(Runs[0], SweepStatus.Finished, null, null));
        count.OnEnd(1, Failed(1));
        count.OnBegin(2);
        count.OnStep(2, Progress(800, 0.993));
        return count;
    }

    private static SweepResult Failed(int index) => new(Runs[index], SweepStatus.Failed, null, new IOException("disk full"));

    private static TrainingProgress Progress(int step, double accuracy) =>
        new(new MetricsRow(step, 1, 1, 1, accuracy, 40, 0), MaxSteps, 100);

    private static IReadOnlyList<SweepRun> Runs { get; } =
        Sweep.OverSeeds(new RunConfig { Training = new TrainingConfig { MaxSteps = MaxSteps } }, [0, 1, 2, 3], "absent");
}
