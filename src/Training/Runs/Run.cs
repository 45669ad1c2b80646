using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>A run's folder, opened for reading. Files are read when asked for.</summary>
public sealed class Run
{
    private Run(RunPaths paths, RunConfig config)
    {
        Paths = paths;
        Config = config;
    }

    /// <summary>Opens a run.</summary>
    /// <param name="folder">The folder that holds its config.json.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no run.</exception>
    /// <exception cref="InvalidDataException">Its config is damaged, or one of the folders that results are written to leads
    /// elsewhere.
    /// </exception>
    public static Run Open(string folder)
    {
        var paths = new RunPaths(folder);
        RequireOwn(paths.Analysis);
        RequireOwn(paths.Figures);
        return paths.HoldsRun
            ? new Run(paths, ConfigJson.ReadFile(paths.Config).RequireResolvedSplit(paths.Config))
            : throw new DirectoryNotFoundException($"{folder}: expected a run's folder, which has a config.json; found none.");
    }

    /// <summary>
    /// Opens the run that a folder holds, trained to its end: an absent one is trained now, and one that was stopped goes on with
    /// the same bits.
    /// </summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="config">What to train when the folder holds no run; a run that it holds keeps its own config.</param>
    /// <param name="progress">Told at each logged step, on the calling thread.</param>
    /// <param name="cancellation">Stops training after the current step; the run can be opened again, to go on.</param>
    /// <exception cref="InvalidDataException">The config is not valid, or the folder's run is damaged.</exception>
    /// <exception cref="IOException">The folder holds other things than a run, or writing failed.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    public static Run OpenOrTrain(
        string folder, RunConfig config, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var paths = new RunPaths(folder);
        var held = paths.HoldsRun ? Open(folder) : null;
        if (held?.IsTrainedTo(held.Config) != true)
        {
            Trainer.Train(held?.Config ?? config, folder, new TrainOptions { Resume = held is not null }, progress, cancellation);
        }
        return held ?? Open(folder);
    }

    // A run that somebody sent shall not choose where results are written.
    private static void RequireOwn(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is { } target)
        {
            throw new InvalidDataException(
                $"{folder}: expected a folder of the run's own, got a link to '{ForeignText.Show(target)}', where results would "
                    + "be written; take the link away.");
        }
    }

    /// <summary>Where the run keeps what.</summary>
    public RunPaths Paths { get; }

    /// <summary>The whole config.</summary>
    public RunConfig Config { get; }

    /// <summary>The task.</summary>
    public BinaryOperation Operation => field ??= Config.CreateOperation();

    /// <summary>Which pairs were trained on.</summary>
    public Split Split => Config.Split.Resolve(Operation);

    /// <summary>The steps of all checkpoints, ascending.</summary>
    public IReadOnlyList<int> Steps => Paths.CheckpointSteps();

    /// <summary>Losses and accuracies over steps.</summary>
    public IReadOnlyList<MetricsRow> Metrics => MetricsLog.Read(Paths.Metrics);

    /// <summary>How the run ended, or null while it has not.</summary>
    public RunSummary? Summary => File.Exists(Paths.Summary) ? RunSummary.Read(Paths.Summary) : null;

    /// <summary>Whether the run came to the end that a config asks for, and has the checkpoint of that step.</summary>
    public bool IsTrainedTo(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Summary is { } summary && summary.IsEndOf(config) && File.Exists(Paths.Checkpoint(summary.Steps));
    }

    /// <summary>
    /// What in the folder is not as training left it, each a sentence; none for a sound run. A checkpoint that cannot be read is
    /// left to whoever reads it.
    /// </summary>
    public IReadOnlyList<string> Doubts() =>
    [
        .. OtherConfigs().Select(other => $"{Paths.Config}: {OtherConfig} {other.Difference} ({Path.GetFileName(other.File)})."),
        .. Summary is { Status: RunStatus.Finished, Steps: var end } && Steps is [.., var last] && last < end
            ? [$"{Paths.Folder}: trained to step {end}, whose checkpoint is missing; the last that is there is of step {last}. "
                + "train --resume makes it anew."]
            : Array.Empty<string>(),
    ];

    /// <summary>What is said of a config that was edited, before what differs.</summary>
    internal const string OtherConfig = "not the config that the run was trained with:";

    // The last checkpoint of each config that is not the run's own.
    private IEnumerable<(string Difference, string File)> OtherConfigs() => Steps.Select(Paths.Checkpoint)
        .Select(file => (Difference: ConfigIn(file) is { } config ? ConfigDifference.Text(Config, config) : null, File: file))
        .Where(item => item.Difference is not null)
        .GroupBy(item => item.Difference!, (difference, same) => (difference, same.Last().File));

    private static RunConfig? ConfigIn(string checkpoint)
    {
        try
        {
            return Checkpoint.ReadMetadata(checkpoint, Safetensors.Read(checkpoint)).Config;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>All checkpoints, by step, each read when it is come to: a question asked of each of them is one loop.</summary>
    /// <exception cref="InvalidDataException">When read: one is damaged.</exception>
    public IEnumerable<Checkpoint> Checkpoints => Steps.Select(Load);

    /// <summary>The last checkpoint.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public Checkpoint Final => Steps.Count > 0
        ? Load(Steps[^1])
        : throw new InvalidDataException(
            $"{Paths.Checkpoints}: expected at least one checkpoint, found none; train the run first.");

    /// <summary>The checkpoint after <paramref name="step"/> updates.</summary>
    /// <exception cref="ArgumentException">There is no checkpoint of that step.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Checkpoint Load(int step)
    {
        Require.That(
            Steps.Contains(step), $"there is no checkpoint of step {step}; there are {string.Join(", ", Steps)}.", nameof(step));
        return Checkpoint.Read(Paths.Checkpoint(step));
    }
}

/// <summary>summary.json: how a run ended, written last.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Steps">Number of updates done.</param>
/// <param name="StepsTo99Train">First logged step with train accuracy of 99 % or more, or null.</param>
/// <param name="StepsTo99Test">First logged step with test accuracy of 99 % or more, or null.</param>
/// <param name="Final">The last row of metrics.</param>
/// <param name="TrainSeconds">Time spent in training steps.</param>
/// <param name="WallSeconds">Time spent in all: steps, evaluation, writing.</param>
/// <param name="PeakMemoryMb">Largest resident memory of the process, MB (10⁶ bytes).</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="Engine">Id of the engine.</param>
/// <param name="Machine">What it ran on.</param>
public sealed record RunSummary(
    RunStatus Status,
    int Steps,
    [property: JsonPropertyName("steps_to_99_train")] int? StepsTo99Train,
    [property: JsonPropertyName("steps_to_99_test")] int? StepsTo99Test,
    MetricsRow? Final,
    double TrainSeconds,
    double WallSeconds,
    double PeakMemoryMb,
    int Threads,
    string Engine,
    MachineInfo Machine)
{
    /// <summary>Whether it ended since it had solved the test pairs for <see cref="TrainingConfig.StopWhenSolvedFor"/>
    /// steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Solved { get; init; }

    /// <summary>Whether the run came to the end that a config asks for: a longer config has more to do, unless it was solved
    /// before.</summary>
    public bool IsEndOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Status == RunStatus.Finished && (Solved || Steps == config.Training.MaxSteps);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(this, ConfigJson.Options) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a summary.</exception>
    public static RunSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(JsonInput.ReadFile(path), ConfigJson.Options)
                ?? throw new InvalidDataException($"{path}: expected a run's summary, got null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a run's summary: {ForeignText.Show(error.Message, 300)}", error);
        }
    }
}

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All steps were done, or as many as it took to solve the test pairs where the config stops then.</summary>
    Finished,

    /// <summary>It was stopped from outside; it can be resumed.</summary>
    Interrupted,

    /// <summary>The loss became infinite or not a number.</summary>
    NonFinite,
}

/// <summary>What a run ran on, as far as it explains its speed.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="VectorBits">Width of the SIMD registers in use.</param>
public sealed record MachineInfo(string Os, string Runtime, int Cores, int VectorBits)
{
    /// <summary>This machine.</summary>
    public static MachineInfo Current => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated
            ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);
}
