using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows how a sweep goes: lines redrawn on a terminal, a line now and then in a pipe.</summary>
internal sealed class SweepDisplay : ISweepObserver
{
    private readonly SweepCount count;
    private readonly Action step;
    private readonly Action<SweepResult> end;

    private SweepDisplay(SweepCount count, Action step, Action<SweepResult> end) =>
        (this.count, this.step, this.end) = (count, step, end);

    /// <summary>Trains and shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="count">Keeps count of the runs.</param>
    /// <param name="train">Trains, telling the observer that it is given.</param>
    /// <param name="stop">Cancelled when training has been asked to stop.</param>
    public static T Run<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop) =>
        screen.IsTerminal ? RunLive(screen, count, train, stop) : RunPlain(screen, count, train, stop);

    /// <inheritdoc/>
    public void OnBegin(int index)
    {
        count.OnBegin(index);
        step();
    }

    /// <inheritdoc/>
    public void OnStep(int index, TrainingProgress progress)
    {
        count.OnStep(index, progress);
        step();
    }

    /// <inheritdoc/>
    public void OnEnd(int index, SweepResult result)
    {
        count.OnEnd(index, result);
        end(result);
    }

    private static T RunLive<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop) =>
        screen.Redraw(show =>
        {
            var throttle = new Throttle(TimeSpan.FromSeconds(0.1), TimeProvider.System);
            return train(new SweepDisplay(count, Step, _ => Step()));

            void Step()
            {
                if (throttle.IsDue())
                {
                    show(SweepFrame.Of(count, stop.IsCancellationRequested, screen.Width));
                }
            }
        });

    private static T RunPlain<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop)
    {
        var lines = new SweepLines(screen, count, TimeProvider.System);
        using var asked =
            stop.Register(() => screen.Raw("Stopping each run after its step; a second interruption stops at once.\n"));
        return train(new SweepDisplay(count, lines.Step, lines.End));
    }
}

/// <summary>The lines that a terminal shows while the runs of a sweep train.</summary>
internal static class SweepFrame
{
    private const int MostBarCells = 40;
    private const int NameWidth = 9;

    /// <summary>Where the sweep stands.</summary>
    /// <param name="count">How far the runs have come.</param>
    /// <param name="stopping">Whether it has been asked to stop.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(SweepCount count, bool stopping, int width)
    {
        var page = new TextPage(width)
            .Line()
            .Line($"  {Bar.Of(count.Share, Math.Clamp(width - 40, 10, MostBarCells))} {Math.Floor(count.Share * 100),3} %  "
                + $"{NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} runs ended");
        Add(page, "running", count.Running, width);
        Add(page, "waiting", count.Waiting, width);
        Add(page, "grokked", count.HaveGrokked, width);
        Add(page, "failed", count.Failed, width);
        return page
            .Line($"  {SweepText.Pace(count)}")
            .Line(stopping
                ? "  Stopping each run after its step; Ctrl-C again stops at once."
                : "  Ctrl-C stops; the runs can be resumed.", TextStyle.Quiet);
    }

    private static void Add(TextPage page, string name, IEnumerable<int> seeds, int width)
    {
        var list = seeds.ToList();
        if (list.Count > 0)
        {
            var start = $"  {name.PadRight(NameWidth)}{NumberText.Count(list.Count),5}  seed{(list.Count == 1 ? "" : "s")} ";
            page.Line(start + SweepText.Seeds(list, Math.Max(20, width - start.Length)));
        }
    }
}

/// <summary>A sweep as lines, for pipes and logs: one for each run that ends, and now and then one of all.</summary>
internal sealed class SweepLines(Screen screen, SweepCount count, TimeProvider clock)
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(30);
    private readonly Throttle throttle = new(Gap, clock);
    private bool started;

    /// <summary>A run has begun or logged a step.</summary>
    public void Step()
    {
        Begin();
        if (throttle.IsDue())
        {
            screen.Raw(
                $"  {NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} ended, {count.Running.Count()} running, "
                + $"{NumberText.Count(count.HaveGrokked.Count())} grokked; {SweepText.Pace(count)}\n");
        }
    }

    /// <summary>A run has ended.</summary>
    public void End(SweepResult result)
    {
        Begin();
        screen.Raw(
            $"  seed {result.Run.Config.Model.Seed}: {SweepText.Status(result)}, test accuracy "
                + $"{NumberText.Percent(result.Summary?.Final?.TestAccuracy)}; "
            + $"{NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} ended\n");
    }

    private void Begin()
    {
        if (!started)
        {
            started = true;
            _ = throttle.IsDue();
            screen.Raw("\n");
        }
    }
}

/// <summary>How far the runs of a sweep have come.</summary>
internal sealed class SweepCount : ISweepObserver
{
    private const double Grokked = 0.99;
    private readonly IReadOnlyList<SweepRun> runs;
    private readonly int workers;
    private readonly int[] steps;
    private readonly double[] rates;
    private readonly SweepResult?[] results;
    private readonly HashSet<int> running = [];
    private readonly HashSet<int> grokked = [];

    /// <summary>Before the first run begins.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">How many at a time, and whether those that are there go on.</param>
    public SweepCount(IReadOnlyList<SweepRun> runs, TrainOptions options)
    {
        (this.runs, workers) = (runs, options.Threads);
        steps = [.. runs.Select(run =>
            options.Resume && new RunPaths(run.Folder).HoldsRun ? RunProgress.Of(Run.Open(run.Folder)).Step : 0)];
        rates = new double[runs.Count];
        results = new SweepResult?[runs.Count];
    }

    /// <summary>Number of runs.</summary>
    public int Total => runs.Count;

    /// <summary>Number of runs that have ended.</summary>
    public int Ended => results.Count(result => result is not null);

    /// <summary>Seeds of the runs that go on.</summary>
    public IEnumerable<int> Running => running.Select(SeedOf);

    /// <summary>Seeds of the runs that have not begun.</summary>
    public IEnumerable<int> Waiting => Indices.Where(IsWaiting).Select(SeedOf);

    /// <summary>Seeds of the runs that have reached a test accuracy of 99 %.</summary>
    public IEnumerable<int> HaveGrokked => grokked.Select(SeedOf);

    /// <summary>Seeds of the runs that failed.</summary>
    public IEnumerable<int> Failed => Indices.Where(index => results[index]?.Failure is not null).Select(SeedOf);

    /// <summary>Share of all steps that are done, 0 to 1; the steps that a failed run leaves out count as done.</summary>
    public double Share =>
        (double)Indices.Sum(index => (long)StepsDone(index)) / Math.Max(1, Indices.Sum(index => (long)MaxSteps(index)));

    /// <summary>Steps of all running runs together each second.</summary>
    public double StepsPerSecond => running.Sum(index => rates[index]);

    /// <summary>Time left at this rate; null at the start.</summary>
    public TimeSpan? Remaining =>
        running.Where(index => rates[index] > 0).Select(index => rates[index]).ToList() is { Count: > 0 } known
            ? TimeSpan.FromSeconds(StepsOfTheLongestThread() / known.Average())
            : null;

    private IEnumerable<int> Indices => Enumerable.Range(0, runs.Count);

    /// <inheritdoc/>
    public void OnBegin(int index) => running.Add(index);

    /// <inheritdoc/>
    public void OnStep(int index, TrainingProgress progress)
    {
        (steps[index], rates[index]) = (progress.Row.Step, progress.StepsPerSecond);
        if (progress.Row.TestAccuracy >= Grokked)
        {
            grokked.Add(index);
        }
    }

    /// <inheritdoc/>
    public void OnEnd(int index, SweepResult result)
    {
        running.Remove(index);
        results[index] = result;
        if (result.Summary?.StepsTo99Test is not null)
        {
            grokked.Add(index);
        }
    }

    // Each waiting run goes to the thread that is free first.
    private long StepsOfTheLongestThread()
    {
        var threads = running.Select(index => (long)StepsLeft(index))
            .Concat(Enumerable.Repeat(0L, Math.Max(0, workers - running.Count))).ToArray();
        foreach (var index in Indices.Where(IsWaiting))
        {
            threads[Array.IndexOf(threads, threads.Min())] += StepsLeft(index);
        }
        return threads.Max();
    }

    private bool IsWaiting(int index) => results[index] is null && !running.Contains(index);

    private int StepsDone(int index) => results[index] is not null ? MaxSteps(index) : steps[index];

    private int StepsLeft(int index) => MaxSteps(index) - StepsDone(index);

    private int MaxSteps(int index) => runs[index].Config.Training.MaxSteps;

    private int SeedOf(int index) => runs[index].Config.Model.Seed;
}
