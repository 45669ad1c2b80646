using System.Globalization;

namespace Grokking.Training;

/// <summary>Where a run keeps what.</summary>
/// <param name="Folder">The run's folder.</param>
public sealed record RunPaths(string Folder)
{
    private const string CheckpointPrefix = "step-";

    /// <summary>The whole config.</summary>
    public string Config => Path.Combine(Folder, "config.json");

    /// <summary>Losses and accuracies over steps.</summary>
    public string Metrics => Path.Combine(Folder, "metrics.csv");

    /// <summary>The folder of checkpoints.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>What an exact resume needs: weights, optimizer moments and progress at one step.</summary>
    public string State => Path.Combine(Folder, "state", "latest.safetensors");

    /// <summary>The folder of analyses.</summary>
    public string Analysis => Path.Combine(Folder, "analysis");

    /// <summary>The final checkpoint, explained.</summary>
    public string AnalysisJson => Path.Combine(Analysis, "analysis.json");

    /// <summary>One row a checkpoint, one column a measure.</summary>
    public string Timeline => Path.Combine(Analysis, "timeline.csv");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Folder, "report.html");

    /// <summary>The folder of figures.</summary>
    public string Figures => Path.Combine(Folder, "figures");

    /// <summary>How the run ended; written last.</summary>
    public string Summary => Path.Combine(Folder, "summary.json");

    /// <summary>The checkpoint after <paramref name="step"/> updates.</summary>
    public string Checkpoint(int step) =>
        Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"{CheckpointPrefix}{step:D6}.safetensors"));

    /// <summary>Whether the folder holds a run.</summary>
    public bool HoldsRun => File.Exists(Config);

    /// <summary>The steps of all checkpoints, ascending.</summary>
    public IReadOnlyList<int> CheckpointSteps() =>
        !Directory.Exists(Checkpoints)
            ? []
            : [.. Directory.EnumerateFiles(Checkpoints, CheckpointPrefix + "*.safetensors")
                .Select(path => Path.GetFileNameWithoutExtension(path)[CheckpointPrefix.Length..])
                .Where(digits => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .Select(digits => int.Parse(digits, CultureInfo.InvariantCulture))
                .Order()];
}
