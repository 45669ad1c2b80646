using Grokking.Training;

namespace Grokking.Cli;

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
        steps = [.. runs.Select(run => options.Resume && new RunPaths(run.Folder).HoldsRun ? RunProgress.Of(Run.Open(run.Folder)).Step : 0)];
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
    public double Share => (double)Indices.Sum(index => (long)StepsDone(index)) / Math.Max(1, Indices.Sum(index => (long)MaxSteps(index)));

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
        var threads = running.Select(index => (long)StepsLeft(index)).Concat(Enumerable.Repeat(0L, Math.Max(0, workers - running.Count))).ToArray();
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
