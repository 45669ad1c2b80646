using System.Globalization;

namespace Grokking.Training;

/// <summary>seeds.csv: one row for each run of a sweep over seeds.</summary>
public static class SweepTable
{
    /// <summary>
    /// The columns. <c>status</c> is finished, interrupted, non_finite, failed, unfinished or not_begun; the steps to 99 % are the
    /// first logged ones with that accuracy; losses and accuracies are those of the last row of metrics.csv. What a run does not
    /// have is empty.
    /// </summary>
    public static IReadOnlyList<CsvColumn<SweepResult>> Columns { get; } =
    [
        new("seed", result => result.Run.Config.Model.Seed),
        new("status", result => result.Status),
        new("steps", result => result.Summary?.Steps),
        new("steps_to_99_train", result => result.Summary?.StepsTo99Train),
        new("steps_to_99_test", result => result.Summary?.StepsTo99Test),
        new("train_loss", result => result.Summary?.Final?.TrainLoss),
        new("train_accuracy", result => result.Summary?.Final?.TrainAccuracy),
        new("test_loss", result => result.Summary?.Final?.TestLoss),
        new("test_accuracy", result => result.Summary?.Final?.TestAccuracy),
        new("weight_norm", result => result.Summary?.Final?.WeightNorm),
        new("wall_seconds", result => result.Summary?.WallSeconds.ToString("F3", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The first line of the file.</summary>
    public static string Header { get; } = Csv.Line(Columns.Select(column => column.Name));

    private const string FileName = "seeds.csv";

    /// <summary>The file in a sweep's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Writes the file: the given runs, and those that the folder holds from earlier, by seed.</summary>
    /// <param name="folder">The sweep's folder, of <see cref="Sweep.OverSeeds"/>.</param>
    /// <param name="results">The runs of the last call.</param>
    /// <exception cref="InvalidDataException">A run in the folder is damaged.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<SweepResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        // A sweep that was stopped before its first run has no folder yet.
        OutputFolder.Make(folder);
        var given = results.Select(result => Path.GetFullPath(result.Run.Folder)).ToHashSet();
        var earlier = Directory.EnumerateDirectories(folder, Sweep.SeedPrefix + "*")
            .Where(path => new RunPaths(path).HoldsRun && !given.Contains(Path.GetFullPath(path)))
            .Select(path => SweepResult.Read(new SweepRun(Run.Open(path).Config, path)));
        // The sweep alone writes here while it runs.
        AtomicFile.DeleteLeftovers(PathIn(folder), TimeSpan.Zero);
        AtomicFile.WriteText(PathIn(folder), Csv.Table(Columns, results.Concat(earlier).OrderBy(result => result.Run.Config.Model.Seed)));
    }
}
