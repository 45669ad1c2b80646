using System.Diagnostics;

namespace Grokking.Training;

/// <summary>Carries a run out and writes its folder.</summary>
public sealed class Trainer
{
    // Steps after which the loss is looked at even if none of them is logged, so that a run that went astray stops soon.
    private const int LongestQueue = 100;

    private readonly RunConfig config;
    private readonly TrainOptions options;
    private readonly RunPaths paths;
    private readonly Examples train;
    private readonly Examples? test;
    private readonly BatchOrder? batches;
    private readonly Stopwatch wall = new();
    private readonly Stopwatch stepping = new();
    private double earlierTrainSeconds;
    private double earlierWallSeconds;
    private int firstStep;
    private Weights? copy;

    private Trainer(RunConfig config, RunPaths paths, TrainOptions options)
    {
        this.config = config;
        this.paths = paths;
        this.options = options;
        var task = config.CreateTask();
        var split = config.Split.Resolve(task.P);
        train = new Examples(task, config.CreateFormat(), [.. split.Train]);
        test = split.Test.Count == 0 ? null : new Examples(task, config.CreateFormat(), [.. split.Test]);
        batches = config.Training.BatchSize is { } size && size < train.Count ? new BatchOrder(train.Count, size, config.Training.BatchSeed) : null;
    }

    /// <summary>
    /// Trains to the end of the config, to a cancellation or to a non-finite loss. In each case what was written so far is usable,
    /// and after a cancellation the run can be resumed exactly where it stopped.
    /// </summary>
    /// <param name="config">The run. With <see cref="TrainOptions.Resume"/> it must be the folder's own.</param>
    /// <param name="folder">The run's folder, which is made.</param>
    /// <param name="options">Threads, engine, and what to do when the folder holds a run.</param>
    /// <param name="progress">Told at each logged step, on the calling thread.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>How it ended; also in the folder as summary.json.</returns>
    /// <exception cref="ArgumentException">The engine is unknown or has no such device, or the config names another than the run began with.</exception>
    /// <exception cref="NotSupportedException">The engine does not take the network, this program does not have it, or what it runs on is missing.</exception>
    /// <exception cref="InvalidDataException">The config is not valid, or the state to begin with is not of this run or network.</exception>
    /// <exception cref="IOException">The folder holds a run and neither resume nor force is set, or writing failed.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number; the summary is written before.</exception>
    public static RunSummary Train(
        RunConfig config, string folder, TrainOptions options, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.ThrowIfInvalid();
        var paths = new RunPaths(folder);
        var resolved = RunEngine.Fill(config.WithResolvedSplit(), paths, options);
        if (!options.Resume)
        {
            // A state that does not fit is found before the folder is made.
            _ = resolved.Fork?.Read(resolved.CreateArchitecture().Parameters);
        }
        RunFolder.Prepare(paths, resolved, options);
        return new Trainer(resolved, paths, options).Run(progress, cancellation);
    }

    private RunSummary Run(Action<TrainingProgress>? progress, CancellationToken cancellation)
    {
        wall.Start();
        var architecture = config.CreateArchitecture();
        var start = WeightStart.Draw(architecture, config.Model.Seed);
        using var engine = EngineCatalogue.Create(
            config.Training.Engine!, architecture, start, new EngineOptions(config.Training.Optimizer, options.Threads, config.Training.Device!));
        Restore(engine);
        using var recorder = new RunRecorder(config, paths, firstStep);
        for (var step = firstStep; ; step++)
        {
            var last = step == config.Training.MaxSteps;
            var evaluation = Gradients(engine, step, last, wait: cancellation.IsCancellationRequested);
            if (evaluation is { } known && !double.IsFinite(known.Loss))
            {
                Finish(RunStatus.NonFinite, step, engine);
                throw new NonFiniteLossException(step, known.Loss, recorder.LastCheckpoint);
            }
            if (IsLogged(step))
            {
                Log(engine, recorder, step, evaluation!.Value, progress);
            }
            if (IsCheckpoint(step))
            {
                recorder.Save(StateOf(engine, step));
            }
            // Only where the loss is known to be finite; a step that was queued is followed by one that waits.
            if (last || (evaluation is not null && cancellation.IsCancellationRequested))
            {
                recorder.SaveState(StateOf(engine, step));
                return Finish(last ? RunStatus.Finished : RunStatus.Interrupted, step, engine);
            }
            stepping.Start();
            engine.ApplyUpdate();
            stepping.Stop();
        }
    }

    private bool IsCheckpoint(int step) => config.Training.IsCheckpoint(step) || step == config.Fork?.Step;

    private bool IsLogged(int step) => config.Training.IsLogged(step) || IsCheckpoint(step);

    private void Restore(IEngine engine)
    {
        if (StateToBeginWith(engine.Architecture.Parameters) is not { } state)
        {
            return;
        }
        if (state.Step > config.Training.MaxSteps)
        {
            throw new InvalidDataException(
                $"{paths.Folder}: holds {state.Step} steps already; expected training.max_steps of at least that on a resume, got {config.Training.MaxSteps}.");
        }
        engine.Restore(state.Weights.Buffer, state.Optimizer);
        (firstStep, earlierTrainSeconds, earlierWallSeconds) = (state.Step, state.TrainSeconds, state.WallSeconds);
    }

    private TrainingState? StateToBeginWith(ParameterTable table)
    {
        if (options.Resume && paths.StateSteps() is [.., var newest])
        {
            return TrainingState.Read(paths.State(newest), table);
        }
        // The clock of a fork begins with the fork.
        return config.Fork is { } fork ? fork.Read(table) with { TrainSeconds = 0, WallSeconds = 0 } : null;
    }

    // Null when the engine has only been told to compute: a device that works on its own is not waited for at every step.
    private Evaluation? Gradients(IEngine engine, int step, bool last, bool wait)
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

    private void Log(IEngine engine, RunRecorder recorder, int step, Evaluation evaluation, Action<TrainingProgress>? progress)
    {
        var onTrain = batches is null ? evaluation : engine.Evaluate(train);
        Evaluation? onTest = test is null ? null : engine.Evaluate(test);
        var norm = Math.Sqrt(WeightsOf(engine).SumOfSquares());
        var row = new MetricsRow(step, onTrain.Loss, onTrain.Accuracy, onTest?.Loss, onTest?.Accuracy, norm, onTrain.ZeroLossShare);
        recorder.Log(row, TrainSeconds);
        progress?.Invoke(new TrainingProgress(row, config.Training.MaxSteps, (step - firstStep) / wall.Elapsed.TotalSeconds));
    }

    private TrainingState StateOf(IEngine engine, int step) =>
        new(step, WeightsOf(engine), engine.GetOptimizerState(), TrainSeconds, WallSeconds);

    // One copy for all steps: runs side by side would stop each other to collect the garbage.
    private Weights WeightsOf(IEngine engine)
    {
        copy ??= new Weights(engine.Architecture.Parameters);
        engine.CopyWeightsTo(copy.Buffer);
        return copy;
    }

    private double TrainSeconds => earlierTrainSeconds + stepping.Elapsed.TotalSeconds;

    private double WallSeconds => earlierWallSeconds + wall.Elapsed.TotalSeconds;

    private RunSummary Finish(RunStatus status, int step, IEngine engine)
    {
        var rows = MetricsLog.Read(paths.Metrics);
        using var process = Process.GetCurrentProcess();
        var summary = new RunSummary(
            status, step,
            rows.FirstOrDefault(row => row.TrainAccuracy >= 0.99)?.Step,
            rows.FirstOrDefault(row => row.TestAccuracy >= 0.99)?.Step,
            rows.Count == 0 ? null : rows[^1],
            TrainSeconds, WallSeconds, process.PeakWorkingSet64 / 1e6, options.Threads, engine.Id, MachineInfo.Current);
        summary.Write(paths.Summary);
        return summary;
    }
}
