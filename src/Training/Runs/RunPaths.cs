using System.Globalization;

namespace Grokking.Training;

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

    /// <summary>Time spent in training steps over steps. What a clock says differs from run to run, so it has a file of its own.</summary>
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

    /// <summary>What an exact resume or fork needs after <paramref name="step"/> updates: weights and optimizer moments.</summary>
    public string State(int step) => Path.Combine(States, StepFile(step));

    /// <summary>Whether the folder holds a run.</summary>
    public bool HoldsRun => File.Exists(Config);

    /// <summary>
    /// Whether there is something else than a run where the folder should be: a file, or a folder that is not empty. What a run
    /// left that was killed at its very start does not count, and neither does <see cref="Lock"/>.
    /// </summary>
    public bool HoldsOtherFiles => !HoldsRun && (File.Exists(Folder)
        || (Directory.Exists(Folder) && Names(Directory.EnumerateFileSystemEntries(Folder)).Except(Names([Lock, .. AtomicFile.Leftovers(Config)])).Any()));

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
        Path.GetFileNameWithoutExtension(path)[StepPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
}
