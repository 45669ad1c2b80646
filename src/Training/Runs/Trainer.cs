using System.Diagnostics;

namespace Grokking.Training;

/// <summary>Carries a run out and writes its folder, which no other process can write meanwhile.</summary>
public sealed class Trainer : IDisposable
{
    // Steps after which the loss is looked at even if none of them is logged, so that a run that went astray stops soon.
    private const int LongestQueue = 100;

    private readonly TrainOptions options;
    private readonly RunPaths paths;
    private readonly RunLock held;
    private readonly IEngine engine;
    private readonly Examples train;
    private readonly Examples? test;
    private readonly Corruption? corruption;
    private readonly BatchOrder? batches;
    private readonly Stopwatch wall = new();
    private readonly Stopwatch stepping = new();
    private readonly double earlierTrainSeconds;
    private readonly double earlierWallSeconds;
    private Weights? copy;

    // Reads all that training begins with, and writes nothing.
    private Trainer(RunConfig config, RunPaths paths, TrainOptions options, RunLock held)
    {
        (Config, this.paths, this.options, this.held) = (config, paths, options, held);
        var architecture = config.CreateArchitecture();
        var start = new RunStart(config, paths, options);
        var state = start.State(architecture.Parameters);
        (FirstStep, earlierTrainSeconds, earlierWallSeconds) =
            (state?.Step ?? 0, state?.TrainSeconds ?? 0, state?.WallSeconds ?? 0);
        Remarks = [.. held.Remark is { } remark ? [remark] : Array.Empty<string>(), .. start.Remarks(FirstStep)];
        var operation = config.CreateOperation();
        var split = config.Split.Resolve(operation);
        train = new Examples(operation, config.Model.Format, [.. split.Train], split.Taught);
        test = split.Test.Count == 0 ? null : new Examples(operation, config.Model.Format, [.. split.Test]);
        batches = config.Training.BatchSize is { } size && size < train.Count
            ? new BatchOrder(train.Count, size, config.Training.BatchSeed) : null;
        corruption = split.Taught.Count == 0 ? null : new Corruption(operation, config.Model.Format, split);
        engine = EngineCatalogue.Create(
            config.Training.Engine!, architecture, config.CreateStart(architecture),
            new EngineOptions(config.Training.CreateOptimizer(), options.Threads, config.Training.Device!)
            {
                Loss = config.Training.Loss, Dropout = config.Training.Dropout,
            });
        if (state is not null)
        {
            engine.Restore(state.Weights.Buffer, state.Optimizer);
        }
    }

    /// <summary>
    /// Trains to the end of the config, to a cancellation or to a non-finite loss. In each case what was written so far is
    /// usable, and after a cancellation the run can be resumed exactly where it stopped.
    /// </summary>
    /// <param name="config">The run. With <see cref="TrainOptions.Resume"/> it must be the folder's own.</param>
    /// <param name="folder">The run's folder, which is made.</param>
    /// <param name="options">Threads, engine, and what to do when the folder holds a run.</param>
    /// <param name="progress">Told at each logged step, on the calling thread.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>How it ended; also in the folder as summary.json.</returns>
    /// <exception cref="ArgumentException">As <see cref="Begin"/>.</exception>
    /// <exception cref="NotSupportedException">As <see cref="Begin"/>.</exception>
    /// <exception cref="InsufficientMemoryException">As <see cref="Begin"/>.</exception>
    /// <exception cref="InvalidDataException">As <see cref="Begin"/>.</exception>
    /// <exception cref="OutputFolderException">As <see cref="Begin"/>.</exception>
    /// <exception cref="IOException">Writing failed.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number; the summary is written
    /// before.</exception>
    public static RunSummary Train(
        RunConfig config, string folder, TrainOptions options, Action<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var trainer = Begin(config, folder, options);
        return trainer.Run(progress, cancellation);
    }

    /// <summary>
    /// Gets ready to train: checks and reads everything that training begins with, and takes the right to write the folder. What
    /// it refuses has changed nothing.
    /// </summary>
    /// <param name="config">The run. With <see cref="TrainOptions.Resume"/> it must be the folder's own.</param>
    /// <param name="folder">The run's folder, which is made.</param>
    /// <param name="options">Threads, engine, and what to do when the folder holds a run.</param>
    /// <returns>What trains once, by <see cref="Run"/>; other processes can write the folder when it is disposed.</returns>
    /// <exception cref="ArgumentException">
    /// The engine is unknown or has no such device, the config names another than the run began with, or no state of the step to
    /// go on from was kept.
    /// </exception>
    /// <exception cref="NotSupportedException">The engine does not take the network, this program does not have it, or what it
    /// runs on is missing.</exception>
    /// <exception cref="InsufficientMemoryException">It takes more memory than there is.</exception>
    /// <exception cref="InvalidDataException">
    /// The config is not valid or not the one that the run was trained with, the state to begin with is damaged or of another
    /// network, or a log is damaged.
    /// </exception>
    /// <exception cref="OutputFolderException">
    /// The folder holds a run and neither resume nor force is set, or other things, or another process writes it.
    /// </exception>
    public static Trainer Begin(RunConfig config, string folder, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.ThrowIfInvalid();
        var paths = new RunPaths(folder);
        RunLock.ThrowIfHeld(folder);
        var resolved = Check(config, paths, options);
        // A state that does not fit is found before the folder is made.
        _ = options.Resume ? null : resolved.Fork?.Read(resolved.CreateArchitecture().Parameters);
        var held = RunLock.Take(folder);
        Trainer? trainer = null;
        try
        {
            // Again, since the folder may have changed until it was ours.
            return trainer = new Trainer(Check(config, paths, options), paths, options, held);
        }
        finally
        {
            if (trainer is null)
            {
                held.Dispose();
            }
        }
    }

    /// <summary>The config, with the split's pairs and the engine in it.</summary>
    public RunConfig Config { get; }

    /// <summary>Number of updates that have been done before: those of the state that training goes on from.</summary>
    public int FirstStep { get; }

    /// <summary>What was not as it should be in the folder and is put right, each a sentence; none for a sound one.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Trains, once, as <see cref="Train"/> does.</summary>
    /// <param name="progress">Told at each logged step, on the calling thread.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>How it ended; also in the folder as summary.json.</returns>
    /// <exception cref="IOException">Writing failed.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number; the summary is written
    /// before.</exception>
    public RunSummary Run(Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        wall.Start();
        RunFolder.Prepare(paths, Config, options);
        var solved = SolvedStreak.Before(FirstStep, Config.Training.StopWhenSolvedFor, paths.Metrics);
        using var recorder = new RunRecorder(Config, paths, FirstStep);
        for (var step = FirstStep; ; step++)
        {
            var last = step == Config.Training.MaxSteps;
            var evaluation = Gradients(step, last, wait: cancellation.IsCancellationRequested);
            if (evaluation is { } known && !double.IsFinite(known.Loss))
            {
                Finish(RunStatus.NonFinite, step);
                throw new NonFiniteLossException(step, known.Loss, recorder.LastCheckpoint);
            }
            if (IsLogged(step))
            {
                solved.Add(Log(recorder, step, evaluation!.Value, progress));
                last |= solved.IsLongEnough;
            }
            if (last || IsCheckpoint(step))
            {
                recorder.Save(StateOf(step));
            }
            // Only where the loss is known to be finite; a step that was queued is followed by one that waits.
            if (last || (evaluation is not null && cancellation.IsCancellationRequested))
            {
                recorder.SaveState(StateOf(step));
                return Finish(last ? RunStatus.Finished : RunStatus.Interrupted, step, solved.IsLongEnough);
            }
            stepping.Start();
            engine.ApplyUpdate();
            stepping.Stop();
        }
    }

    /// <summary>Lets go of the folder and of the engine.</summary>
    public void Dispose()
    {
        engine.Dispose();
        held.Dispose();
    }

    private static RunConfig Check(RunConfig config, RunPaths paths, TrainOptions options)
    {
        var resolved = EngineSelection.Resolve(config.WithResolvedSplit(), paths, options);
        RunFolder.Check(paths, resolved, options);
        return resolved;
    }

    private bool IsCheckpoint(int step) => Config.Training.IsCheckpoint(step) || step == Config.Fork?.Step;

    private bool IsLogged(int step) => Config.Training.IsLogged(step) || IsCheckpoint(step);

    // Null when the engine has only been told to compute: a device that works on its own is not waited for at every step.
    private Evaluation? Gradients(int step, bool last, bool wait)
    {
        if (last)
        {
            return engine.Evaluate(train);
        }
        stepping.Start();
        var rows = batches is null ? default : batches.Rows(step);
        Evaluation? evaluation = wait || IsLogged(step) || step % LongestQueue == 0
            ? engine.ComputeGradients(train, rows)
            : engine.QueueGradients(train, rows);
        stepping.Stop();
        return evaluation;
    }

    private MetricsRow Log(RunRecorder recorder, int step, Evaluation evaluation, Action<TrainingProgress>? progress)
    {
        var onTrain = batches is null && !Config.IsNoisy ? evaluation : engine.Evaluate(train);
        Evaluation? onTest = test is null ? null : engine.Evaluate(test);
        var norm = Math.Sqrt(CurrentWeights().SumOfSquares());
        var row =
            new MetricsRow(step, onTrain.Loss, onTrain.Accuracy, onTest?.Loss, onTest?.Accuracy, norm, onTrain.ZeroLossShare);
        row = corruption?.AddTo(row, engine) ?? row;
        recorder.Log(row, TrainSeconds);
        progress?.Invoke(new TrainingProgress(row, Config.Training.MaxSteps, (step - FirstStep) / wall.Elapsed.TotalSeconds));
        return row;
    }

    private TrainingState StateOf(int step) =>
        new(step, CurrentWeights(), engine.GetOptimizerState(), TrainSeconds, WallSeconds);

    // One copy for all steps: runs side by side would stop each other to collect the garbage.
    private Weights CurrentWeights()
    {
        copy ??= new Weights(engine.Architecture.Parameters);
        engine.CopyWeightsTo(copy.Buffer);
        return copy;
    }

    private double TrainSeconds => earlierTrainSeconds + stepping.Elapsed.TotalSeconds;

    private double WallSeconds => earlierWallSeconds + wall.Elapsed.TotalSeconds;

    private RunSummary Finish(RunStatus status, int step, bool solved = false)
    {
        var rows = MetricsLog.Read(paths.Metrics);
        using var process = Process.GetCurrentProcess();
        var summary = new RunSummary(
            status, step,
            rows.FirstOrDefault(row => row.TrainAccuracy >= SolvedStreak.Accuracy)?.Step,
            rows.FirstOrDefault(row => row.TestAccuracy >= SolvedStreak.Accuracy)?.Step,
            rows.Count == 0 ? null : rows[^1],
            TrainSeconds, WallSeconds, process.PeakWorkingSet64 / 1e6, options.Threads, engine.Id, MachineInfo.Current)
        {
            Solved = solved,
        };
        summary.Write(paths.Summary);
        return summary;
    }
}

/// <summary>How to carry a run out. Only the engine changes the result, within float accuracy.</summary>
public sealed record TrainOptions
{
    /// <summary>Number of threads, 1 or more. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Id of the engine, or <c>auto</c>: the one that the config names or a resumed run began with, else the fastest on the
    /// processor that takes the network, or <c>torch</c> for a device that only it has. Default <c>auto</c>.
    /// </summary>
    public string Engine { get; init; } = EngineCatalogue.Automatic;

    /// <summary>
    /// Where the engine computes, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>, or <c>auto</c>: the device that the config names,
    /// else the engine's own choice. Default <c>auto</c>.
    /// </summary>
    public string Device { get; init; } = EngineCatalogue.Automatic;

    /// <summary>Whether to go on with the run that the folder holds. Default false.</summary>
    public bool Resume { get; init; }

    /// <summary>The step of the state from which <see cref="Resume"/> goes on; null for the newest. Later states are made again.
    /// Default null.</summary>
    public int? From { get; init; }

    /// <summary>Whether to delete the run that the folder holds. Default false.</summary>
    public bool Force { get; init; }
}

/// <summary>Where training stands, told at each logged step.</summary>
/// <param name="Row">The row of metrics just written.</param>
/// <param name="MaxSteps">Number of updates to do in all.</param>
/// <param name="StepsPerSecond">Rate since this session began, everything included.</param>
public sealed record TrainingProgress(MetricsRow Row, int MaxSteps, double StepsPerSecond)
{
    /// <summary>Time left at this rate, or null at the start.</summary>
    public TimeSpan? Remaining =>
        StepsPerSecond > 0 ? TimeSpan.FromSeconds((MaxSteps - Row.Step) / StepsPerSecond) : null;
}
