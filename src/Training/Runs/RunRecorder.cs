using System.Globalization;

namespace Grokking.Training;

/// <summary>
/// Writes a run's folder as training goes. A state is the last thing to be written of its step, so whatever moment a run is cut
/// off at, everything up to its newest state is on the disk.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    private const string TimingHeader = "step,train_seconds";

    private readonly RunConfig config;
    private readonly RunPaths paths;
    private readonly MetricsLog metrics;
    private readonly StepLog timing;
    private int? newestState;

    /// <summary>Goes on behind the steps before <paramref name="firstStep"/>.</summary>
    /// <param name="config">The run's config.</param>
    /// <param name="paths">The run's folder.</param>
    /// <param name="firstStep">The first step that will be recorded.</param>
    public RunRecorder(RunConfig config, RunPaths paths, int firstStep)
    {
        this.config = config;
        this.paths = paths;
        newestState = paths.StateSteps().Contains(firstStep) ? firstStep : null;
        LastCheckpoint = paths.CheckpointSteps().Where(step => step <= firstStep).Cast<int?>().LastOrDefault();
        metrics = MetricsLog.Open(paths.Metrics, firstStep, config.Split.IsCorrupted);
        timing = StepLog.Open(paths.Timing, TimingHeader, firstStep);
    }

    /// <summary>Reads the logs behind which a run goes on.</summary>
    /// <param name="paths">The run's folder.</param>
    /// <param name="firstStep">The first step that will be recorded.</param>
    /// <returns>Sentences on what is not as it was written, and is put right.</returns>
    /// <exception cref="InvalidDataException">A log is damaged.</exception>
    public static IEnumerable<string> CheckLogs(RunPaths paths, int firstStep)
    {
        if (File.Exists(paths.Timing))
        {
            _ = StepLog.ReadLines(paths.Timing, TimingHeader, out _);
        }
        if (firstStep > 0 && !File.Exists(paths.Metrics))
        {
            return [$"{paths.Metrics}: is missing; it begins anew at step {firstStep}."];
        }
        var repeated = 0;
        _ = File.Exists(paths.Metrics) ? MetricsLog.Read(paths.Metrics, firstStep, out repeated) : [];
        return repeated == 0
            ? [] : [$"{paths.Metrics}: {repeated} row{(repeated == 1 ? " was" : "s were")} there again; each is kept once."];
    }

    /// <summary>Step of the newest checkpoint, or null.</summary>
    public int? LastCheckpoint { get; private set; }

    /// <summary>Logs a step.</summary>
    /// <param name="row">The row of metrics.csv.</param>
    /// <param name="trainSeconds">Time spent in training steps so far.</param>
    public void Log(MetricsRow row, double trainSeconds)
    {
        metrics.Append(row);
        timing.Append(string.Create(CultureInfo.InvariantCulture, $"{row.Step},{trainSeconds:F3}"));
    }

    /// <summary>Writes the checkpoint of a step, and its state.</summary>
    public void Save(TrainingState state)
    {
        if (LastCheckpoint != state.Step)
        {
            Checkpoint.Write(paths.Checkpoint(state.Step), config, state.Step, state.Weights);
            LastCheckpoint = state.Step;
        }
        SaveState(state);
    }

    /// <summary>Writes the state of a step without a checkpoint.</summary>
    public void SaveState(TrainingState state)
    {
        if (newestState != state.Step)
        {
            metrics.FlushToDisk();
            timing.FlushToDisk();
            state.Write(paths.State(state.Step), config);
            newestState = state.Step;
            DropStatesBefore(state.Step);
        }
    }

    /// <summary>Closes the logs.</summary>
    public void Dispose()
    {
        metrics.Dispose();
        timing.Dispose();
    }

    // What an interruption left between two checkpoints has done its work, so that a run looks as if it had never been stopped.
    private void DropStatesBefore(int newest)
    {
        var kept = config.Training.KeepStates ? paths.CheckpointSteps() : [];
        foreach (var step in paths.StateSteps().Where(step => step < newest).Except(kept))
        {
            File.Delete(paths.State(step));
        }
    }
}
