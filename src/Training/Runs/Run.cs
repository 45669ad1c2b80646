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
