using System.Globalization;

namespace Grokking.Training;

/// <summary>Makes a run's folder ready without ever losing a run unasked.</summary>
internal static class RunFolder
{
    /// <summary>Throws unless a run may begin, or go on, in the folder; changes nothing.</summary>
    /// <exception cref="OutputFolderException">The folder holds a run, or other things, and neither resume nor force allows
    /// it.</exception>
    /// <exception cref="InvalidDataException">The folder's run has another config, or has done more steps.</exception>
    /// <exception cref="ArgumentException">The folder's run kept no state of the step to go on from.</exception>
    public static void Check(RunPaths paths, RunConfig config, TrainOptions options)
    {
        if (paths.HoldsRun && options.Resume)
        {
            RequireSameRun(paths, config);
            RequireState(paths, config, options.From);
        }
        else if (paths.HoldsRun && !options.Force)
        {
            throw new OutputFolderException(
                $"{paths.Folder}: already holds a run. --resume goes on with it, --force deletes it and starts anew, another "
                    + "--out leaves it alone.");
        }
        else if (paths.HoldsOtherFiles)
        {
            throw new OutputFolderException(
                $"{paths.Folder}: expected a new or an empty folder, found other files. Choose another --out.");
        }
    }

    /// <summary>
    /// Writes the config into a folder that has been checked, and gets it ready for what training writes. A run that is not to go
    /// on is deleted, and so are states behind the one that it goes on from: they are made again.
    /// </summary>
    public static void Prepare(RunPaths paths, RunConfig config, TrainOptions options)
    {
        if (!options.Resume)
        {
            Delete(paths);
        }
        DeleteLeftovers(paths);
        AtomicFile.WriteText(paths.Config, ConfigJson.Write(config));
        File.Delete(paths.Summary);
        OutputFolder.Make(paths.Checkpoints);
        OutputFolder.Make(paths.States);
        foreach (var step in paths.StateSteps().Where(step => step > options.From))
        {
            File.Delete(paths.State(step));
        }
    }

    /// <summary>Deletes what a run consists of, and nothing else that the folder may hold.</summary>
    public static void Delete(RunPaths paths)
    {
        string[] folders = [paths.Checkpoints, paths.States, paths.Analysis, paths.Figures];
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
        string[] files = [paths.Summary, paths.Report, paths.Metrics, paths.Timing, paths.Config];
        foreach (var file in files)
        {
            File.Delete(file);
        }
    }

    // What a process that was killed was in the middle of writing: no other one writes now.
    private static void DeleteLeftovers(RunPaths paths)
    {
        string[] targets =
            [paths.Config, paths.Metrics, paths.Timing, paths.Summary, Path.Combine(paths.Checkpoints, "*"),
                Path.Combine(paths.States, "*")];
        foreach (var target in targets)
        {
            AtomicFile.DeleteLeftovers(target, TimeSpan.Zero);
        }
    }

    // More steps are a longer run of the same config; anything else would be another run under an old name.
    private static void RequireSameRun(RunPaths paths, RunConfig config)
    {
        var stored = ConfigJson.ReadFile(paths.Config);
        if (ConfigDifference.Text(config, stored) is { } difference)
        {
            throw new InvalidDataException(
                $"{paths.Config}: holds a run of another config: {difference}. Only max_steps and the engine may change on "
                    + "--resume. Choose another --out for a new run.");
        }
    }

    private static void RequireState(RunPaths paths, RunConfig config, int? from)
    {
        var kept = paths.StateSteps();
        Require.That(
            from is null || kept.Contains(from.Value),
            $"expected a step whose state was kept ({string.Join(", ", kept)}), got {from}.", "--from");
        if (kept is [.., var reached] && reached > config.Training.MaxSteps)
        {
            throw new InvalidDataException(
                $"training.max_steps: expected at least {reached}, where the run in {paths.Folder} stands, got "
                    + $"{config.Training.MaxSteps}.");
        }
    }
}

/// <summary>Where a run keeps what.</summary>
/// <param name="Folder">The run's folder.</param>
public sealed record RunPaths(string Folder)
{
    private const string StepPrefix = "step-";
    private const string StepSuffix = ".safetensors";

    /// <summary>The whole config.</summary>
    public string Config => Path.Combine(Folder, "config.json");

    /// <summary>Losses and accuracies over steps.</summary>
    public string Metrics => Path.Combine(Folder, "metrics.csv");

    /// <summary>Time spent in training steps over steps. What a clock says differs from run to run, so it has a file of its
    /// own.</summary>
    public string Timing => Path.Combine(Folder, "timing.csv");

    /// <summary>The folder of checkpoints.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>The folder of states.</summary>
    public string States => Path.Combine(Folder, "state");

    /// <summary>The folder of analyses.</summary>
    public string Analysis => Path.Combine(Folder, "analysis");

    /// <summary>The final checkpoint, explained.</summary>
    public string AnalysisJson => Path.Combine(Analysis, "analysis.json");

    /// <summary>One row a checkpoint, one column a measure.</summary>
    public string Timeline => Path.Combine(Analysis, "timeline.csv");

    /// <summary>One row a frequency of the final checkpoint.</summary>
    public string Spectra => Path.Combine(Analysis, "spectra.csv");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Folder, "report.html");

    /// <summary>The folder of figures.</summary>
    public string Figures => Path.Combine(Folder, "figures");

    /// <summary>How the run ended; written last.</summary>
    public string Summary => Path.Combine(Folder, "summary.json");

    /// <summary>Which process writes the folder; there while one does.</summary>
    public string Lock => Path.Combine(Folder, "run.lock");

    /// <summary>The checkpoint after <paramref name="step"/> updates.</summary>
    public string Checkpoint(int step) => Path.Combine(Checkpoints, StepFile(step));

    /// <summary>What an exact resume or fork needs after <paramref name="step"/> updates: weights and optimizer
    /// moments.</summary>
    public string State(int step) => Path.Combine(States, StepFile(step));

    /// <summary>Whether the folder holds a run.</summary>
    public bool HoldsRun => File.Exists(Config);

    /// <summary>
    /// Whether there is something else than a run where the folder should be: a file, or a folder that is not empty. What a run
    /// left that was killed at its very start does not count, and neither does <see cref="Lock"/>.
    /// </summary>
    public bool HoldsOtherFiles => !HoldsRun && (File.Exists(Folder)
        || (Directory.Exists(Folder)
        && Names(Directory.EnumerateFileSystemEntries(Folder)).Except(Names([Lock, .. AtomicFile.Leftovers(Config)])).Any()));

    /// <summary>The steps of all checkpoints, ascending.</summary>
    public IReadOnlyList<int> CheckpointSteps() => StepsIn(Checkpoints);

    /// <summary>The steps of all states, ascending: a resume goes on from the last, a fork from any.</summary>
    public IReadOnlyList<int> StateSteps() => StepsIn(States);

    private static string StepFile(int step) => string.Create(CultureInfo.InvariantCulture, $"{StepPrefix}{step:D6}{StepSuffix}");

    private static IEnumerable<string?> Names(IEnumerable<string> paths) => paths.Select(Path.GetFileName);

    // A file of another name, such as step-9, is none of the run's: it would be listed and not found.
    private static IReadOnlyList<int> StepsIn(string folder) =>
        !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, StepPrefix + "*" + StepSuffix)
                .Where(path => StepOf(path) is { } step && StepFile(step) == Path.GetFileName(path))
                .Select(path => StepOf(path)!.Value)
                .Order()];

    private static int? StepOf(string path) => int.TryParse(
        Path.GetFileNameWithoutExtension(path)[StepPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
        out var step) ? step : null;
}
