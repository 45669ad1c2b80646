using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows how training goes: lines redrawn on a terminal, a line now and then in a pipe.</summary>
internal static class TrainingDisplay
{
    /// <summary>Trains and shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="train">Trains, telling the action that it is given of each logged step.</param>
    /// <param name="stop">Cancelled when training has been asked to stop.</param>
    public static RunSummary Run(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.IsTerminal ? RunLive(screen, train, stop) : RunPlain(screen, train, stop);

    private static RunSummary RunLive(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.Redraw(show =>
        {
            var throttle = new Throttle(TimeSpan.FromSeconds(0.1), TimeProvider.System);
            TrainingProgress? last = null;
            using var asked = stop.Register(() => Show(last));
            return train(progress =>
            {
                last = progress;
                if (throttle.IsDue())
                {
                    Show(progress);
                }
            });

            void Show(TrainingProgress? progress)
            {
                if (progress is not null)
                {
                    show(TrainingFrame.Of(progress, stop.IsCancellationRequested, screen.Width));
                }
            }
        });

    private static RunSummary RunPlain(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop)
    {
        var lines = new TrainingLines(screen, TimeProvider.System);
        using var asked = stop.Register(() => screen.Raw("Stopping after this step; a second interruption stops at once.\n"));
        try
        {
            return train(lines.Add);
        }
        finally
        {
            lines.Flush();
        }
    }
}

/// <summary>The lines that a terminal shows while a run trains.</summary>
internal static class TrainingFrame
{
    private const int MostBarCells = 40;

    /// <summary>Where training stands.</summary>
    /// <param name="progress">The last logged step.</param>
    /// <param name="stopping">Whether it has been asked to stop.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(TrainingProgress progress, bool stopping, int width)
    {
        var row = progress.Row;
        var share = progress.MaxSteps == 0 ? 1 : (double)row.Step / progress.MaxSteps;
        return new TextPage(width)
            .Line()
            .Line($"  {Bar.Of(share, Math.Clamp(width - 40, 10, MostBarCells))} {Math.Floor(share * 100),3} %  "
                + $"step {NumberText.Count(row.Step)} of {NumberText.Count(progress.MaxSteps)}")
            .Line($"  train  loss {NumberText.Measure(row.TrainLoss),-8}  accuracy {NumberText.Percent(row.TrainAccuracy)}")
            .Line($"  test   loss {NumberText.Measure(row.TestLoss),-8}  accuracy {NumberText.Percent(row.TestAccuracy)}")
            .Line($"  {Pace(progress)}")
            .Line(stopping
                ? "  Stopping after this step; Ctrl-C again stops at once."
                : "  Ctrl-C stops; the run can be resumed.", TextStyle.Quiet);
    }

    private static string Pace(TrainingProgress progress) => progress.Remaining is { } remaining
        ? $"{NumberText.Rate(progress.StepsPerSecond)} steps/s, {NumberText.Duration(remaining)} left"
        : "";
}

/// <summary>Training as lines of a table, for pipes and logs: the first step, then one each 1,000 steps, the last step.</summary>
internal sealed class TrainingLines(Screen screen, TimeProvider clock)
{
    private const int StepsPerLine = 1000;
    private const string Header = "    step  train loss  accuracy   test loss  accuracy  steps/s  time left";
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(30);
    private TrainingProgress? waiting;
    private int lastStep;
    private long lastTime;
    private bool started;

    /// <summary>Takes a logged step and writes a line when one is due.</summary>
    public void Add(TrainingProgress progress)
    {
        if (!started)
        {
            started = true;
            screen.Raw($"\n{Header}\n");
            Write(progress);
            return;
        }
        waiting = progress;
        var since = clock.GetElapsedTime(lastTime);
        if (since >= LongestGap || (since >= ShortestGap && progress.Row.Step - lastStep >= StepsPerLine))
        {
            Flush();
        }
    }

    /// <summary>Writes the last step, unless it has been.</summary>
    public void Flush()
    {
        if (waiting is { } progress)
        {
            Write(progress);
        }
    }

    private void Write(TrainingProgress progress)
    {
        var row = progress.Row;
        var remaining = row.Step < progress.MaxSteps ? progress.Remaining : null;
        var pace = progress.StepsPerSecond > 0 ? NumberText.Rate(progress.StepsPerSecond) : "-";
        screen.Raw(
            $"{NumberText.Count(row.Step),8}  {NumberText.Measure(row.TrainLoss),10}  {NumberText.Percent(row.TrainAccuracy),8}"
            + $"  {NumberText.Measure(row.TestLoss),10}  {NumberText.Percent(row.TestAccuracy),8}  {pace,7}  "
            + $"{NumberText.Duration(remaining),9}\n");
        waiting = null;
        lastStep = row.Step;
        lastTime = clock.GetTimestamp();
    }
}
