namespace Grokking.Training;

/// <summary>
/// Carries several runs out side by side, each on a thread of its own. Networks as small as these waste cores when one run is
/// split over several. Runs share nothing, so that each has the bits of the same run alone.
/// </summary>
public sealed class Sweep
{
    /// <summary>What the folder of a run begins with, before its seed.</summary>
    internal const string SeedPrefix = "seed-";

    private readonly IReadOnlyList<SweepRun> runs;
    private readonly TrainOptions options;
    private readonly ISweepObserver? observer;
    private readonly SweepResult[] results;
    private readonly object telling = new();

    private Sweep(IReadOnlyList<SweepRun> runs, TrainOptions options, ISweepObserver? observer)
    {
        (this.runs, this.options, this.observer) = (runs, options with { Threads = 1 }, observer);
        results = [.. runs.Select(run => SweepResult.Read(run))];
    }

    /// <summary>The same run from other initial weights: <c>model.seed</c> differs, the split is that of the config.</summary>
    /// <param name="config">The run.</param>
    /// <param name="seeds">The seeds, each 0 or more.</param>
    /// <param name="folder">The folder in which each run has its own, <c>seed-N</c>.</param>
    /// <exception cref="ArgumentException">The config is a fork, which takes its weights from another run.</exception>
    public static IReadOnlyList<SweepRun> OverSeeds(RunConfig config, IEnumerable<int> seeds, string folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(seeds);
        Require.That(
            config.Fork is null,
            "expected a config that draws its weights, got a fork, which takes them from another run whatever the seed.",
            nameof(config));
        return [.. seeds.Select(seed => new SweepRun(
            config with { Model = config.Model with { Seed = seed } },
            Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{SeedPrefix}{seed}"))))];
    }

    /// <summary>
    /// Trains all runs, as many at a time as there are threads. A run that fails does not stop the others. A cancellation stops
    /// each after its step; a second call with <see cref="TrainOptions.Resume"/> goes on exactly there.
    /// </summary>
    /// <param name="runs">The runs, taken up in this order; each with a folder of its own.</param>
    /// <param name="options">
    /// As for <see cref="Trainer"/>, but for two things: <see cref="TrainOptions.Threads"/> is how many runs go on at the same
    /// time, and with <see cref="TrainOptions.Resume"/> a folder without a run gets a new one and a run that is done is left as
    /// it is.
    /// </param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="cancellation">Stops all runs after their current step.</param>
    /// <returns>How each run ended, in the order of <paramref name="runs"/>.</returns>
    /// <exception cref="ArgumentException">There are no runs, two have one folder, or an engine is unknown or has no such
    /// device.</exception>
    /// <exception cref="InvalidDataException">A config is not valid, or a folder's run has another one. Nothing has
    /// started.</exception>
    /// <exception cref="OutputFolderException">
    /// A folder holds a run and neither resume nor force is set, or other things, or another process writes it. Nothing has
    /// started.
    /// </exception>
    /// <exception cref="NotSupportedException">An engine does not take its network, this program does not have it, or what it
    /// runs on is missing.</exception>
    public static IReadOnlyList<SweepResult> Train(
        IReadOnlyList<SweepRun> runs, TrainOptions options, ISweepObserver? observer = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(options.Threads, 1, "threads");
        Check(runs, options);
        if (options.Force)
        {
            // All at once: a sweep that is stopped early leaves no earlier run among its own.
            runs.Select(run => new RunPaths(run.Folder)).Where(paths => paths.HoldsRun).ToList().ForEach(Delete);
        }
        var sweep = new Sweep(runs, options, observer);
        sweep.Run(options.Threads, cancellation);
        return sweep.results;
    }

    /// <summary>Throws unless all runs may begin, or go on; changes nothing.</summary>
    /// <param name="runs">As for <see cref="Train"/>.</param>
    /// <param name="options">As for <see cref="Train"/>.</param>
    /// <exception cref="ArgumentException">There are no runs, two have one folder, or an engine is unknown or has no such
    /// device.</exception>
    /// <exception cref="InvalidDataException">A config is not valid, or a folder's run has another one.</exception>
    /// <exception cref="OutputFolderException">A folder holds a run and neither resume nor force is set, or other things, or
    /// another process writes it.</exception>
    /// <exception cref="NotSupportedException">An engine does not take its network, or this build does not have it.</exception>
    public static void Check(IReadOnlyList<SweepRun> runs, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        Require.That(runs.Count > 0, "expected at least one run, got none.", nameof(runs));
        var shared = runs.GroupBy(run => Path.GetFullPath(run.Folder)).FirstOrDefault(group => group.Count() > 1);
        Require.That(shared is null, $"expected a folder for each run, got {shared?.Key} for several.", nameof(runs));
        foreach (var (config, folder) in runs)
        {
            config.ThrowIfInvalid(folder);
            var paths = new RunPaths(folder);
            RunLock.ThrowIfHeld(folder);
            RunFolder.Check(paths, EngineSelection.Resolve(config.WithResolvedSplit(), paths, options), options);
        }
    }

    private static void Delete(RunPaths paths)
    {
        using var held = RunLock.Take(paths.Folder);
        RunFolder.Delete(paths);
    }

    private void Run(int workers, CancellationToken cancellation)
    {
        var (done, todo) = (new List<int>(), new List<int>());
        for (var i = 0; i < runs.Count; i++)
        {
            (options.Resume && IsDone(i) ? done : todo).Add(i);
        }
        foreach (var index in done)
        {
            results[index] = results[index] with { Remarks = RunLock.Clear(runs[index].Folder) is { } remark ? [remark] : [] };
            End(index);
        }
        // An error that is none of a run's own stops the others too, before it reaches the caller.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var team = new ThreadTeam(Math.Clamp(todo.Count, 1, workers));
        team.Run(todo.Count, part =>
        {
            var ended = false;
            try
            {
                RunOne(todo[part], stop.Token);
                ended = true;
            }
            finally
            {
                if (!ended)
                {
                    stop.Cancel();
                }
            }
        });
    }

    private bool IsDone(int index) =>
        new RunPaths(runs[index].Folder).HoldsRun && Training.Run.Open(runs[index].Folder).IsTrainedTo(runs[index].Config);

    private void RunOne(int index, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }
        var run = runs[index];
        Tell(told => told.OnBegin(index));
        Exception? failure = null;
        IReadOnlyList<string> remarks = [];
        try
        {
            using var trainer = Trainer.Begin(run.Config, run.Folder, options);
            remarks = trainer.Remarks;
            trainer.Run(progress => Tell(told => told.OnStep(index, progress)), stop);
        }
        catch (Exception error) when (error is NonFiniteLossException or IOException or InvalidDataException
            or UnauthorizedAccessException)
        {
            failure = error;
        }
        results[index] = SweepResult.Read(run, failure) with { Remarks = remarks };
        End(index);
    }

    private void End(int index) => Tell(told => told.OnEnd(index, results[index]));

    private void Tell(Action<ISweepObserver> what)
    {
        if (observer is not null)
        {
            lock (telling)
            {
                what(observer);
            }
        }
    }
}

/// <summary>One run of a <see cref="Sweep"/>.</summary>
/// <param name="Config">The run.</param>
/// <param name="Folder">Its folder.</param>
public sealed record SweepRun(RunConfig Config, string Folder);

/// <summary>Is told how a <see cref="Sweep"/> goes: one call at a time, on the threads of the runs, which wait for it.</summary>
public interface ISweepObserver
{
    /// <summary>A run begins, or goes on.</summary>
    /// <param name="index">Which, in the order of the sweep's list.</param>
    void OnBegin(int index);

    /// <summary>A run has logged a step.</summary>
    /// <param name="index">Which run.</param>
    /// <param name="progress">Where it stands.</param>
    void OnStep(int index, TrainingProgress progress);

    /// <summary>A run has ended, or had been trained to its end before.</summary>
    /// <param name="index">Which run.</param>
    /// <param name="result">How.</param>
    void OnEnd(int index, SweepResult result);
}

/// <summary>How a run of a <see cref="Sweep"/> ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status">Where it stood then.</param>
/// <param name="Summary">Its summary; null when it has none, since it was not begun or was cut off.</param>
/// <param name="Failure">Why it failed: a non-finite loss, or an error in its files; null when it did not, or not in this
/// sweep.</param>
public sealed record SweepResult(SweepRun Run, SweepStatus Status, RunSummary? Summary, Exception? Failure)
{
    /// <summary>What was not as it should be in the run's folder and was put right, each a sentence; see
    /// <see cref="Trainer.Remarks"/>.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What a run's folder says of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <exception cref="InvalidDataException">The summary is damaged.</exception>
    public static SweepResult Read(SweepRun run, Exception? failure = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var paths = new RunPaths(run.Folder);
        var summary = File.Exists(paths.Summary) ? RunSummary.Read(paths.Summary) : null;
        return new SweepResult(run, StatusOf(summary, failure, paths.HoldsRun), summary, failure);
    }

    private static SweepStatus StatusOf(RunSummary? summary, Exception? failure, bool begun) => (failure, summary?.Status) switch
    {
        (not null and not NonFiniteLossException, _) => SweepStatus.Failed,
        (_, RunStatus.Finished) => SweepStatus.Finished,
        (_, RunStatus.Interrupted) => SweepStatus.Interrupted,
        (_, RunStatus.NonFinite) => SweepStatus.NonFinite,
        _ => begun ? SweepStatus.Unfinished : SweepStatus.NotBegun,
    };
}

/// <summary>Where a run of a <see cref="Sweep"/> stands.</summary>
public enum SweepStatus
{
    /// <summary>Its folder holds no run.</summary>
    NotBegun,

    /// <summary>It was begun and came to no end: it goes on elsewhere, or was cut off. It can be resumed.</summary>
    Unfinished,

    /// <summary>It was stopped from outside; it can be resumed.</summary>
    Interrupted,

    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>The loss became infinite or not a number.</summary>
    NonFinite,

    /// <summary>Reading or writing its files failed.</summary>
    Failed,
}
