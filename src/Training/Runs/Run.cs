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
    /// <exception cref="InvalidDataException">Its config is damaged.</exception>
    public static Run Open(string folder)
    {
        var paths = new RunPaths(folder);
        return paths.HoldsRun
            ? new Run(paths, ConfigJson.ReadFile(paths.Config))
            : throw new DirectoryNotFoundException($"{folder}: expected a run's folder, which has a config.json; found none.");
    }

    /// <summary>Where the run keeps what.</summary>
    public RunPaths Paths { get; }

    /// <summary>The whole config.</summary>
    public RunConfig Config { get; }

    /// <summary>The task.</summary>
    public ModularTask Task => Config.CreateTask();

    /// <summary>Which pairs were trained on.</summary>
    public Split Split => Config.Split.Resolve(Config.Task.P);

    /// <summary>The steps of all checkpoints, ascending.</summary>
    public IReadOnlyList<int> Steps => Paths.CheckpointSteps();

    /// <summary>Losses and accuracies over steps.</summary>
    public IReadOnlyList<MetricsRow> Metrics => MetricsLog.Read(Paths.Metrics);

    /// <summary>How the run ended, or null while it has not.</summary>
    public RunSummary? Summary => File.Exists(Paths.Summary) ? RunSummary.Read(Paths.Summary) : null;

    /// <summary>The last checkpoint.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public Checkpoint Final => Steps.Count > 0
        ? Load(Steps[^1])
        : throw new InvalidDataException($"{Paths.Checkpoints}: expected at least one checkpoint, found none; train the run first.");

    /// <summary>The checkpoint after <paramref name="step"/> updates.</summary>
    /// <exception cref="ArgumentException">There is no checkpoint of that step.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Checkpoint Load(int step)
    {
        Require.That(Steps.Contains(step), $"there is no checkpoint of step {step}; there are {string.Join(", ", Steps)}.", nameof(step));
        return Checkpoint.Read(Paths.Checkpoint(step));
    }
}
