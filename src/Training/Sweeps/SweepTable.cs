namespace Grokking.Training;

/// <summary>seeds.csv: one row for each run of a sweep over seeds.</summary>
public static class SweepTable
{
    /// <summary>
    /// The columns. <c>status</c> is finished, interrupted, non_finite, failed, unfinished or not_begun; the steps to 99 % are
    /// the first logged ones with that accuracy; losses and accuracies are those of the last row of metrics.csv. What a run does
    /// not have is empty.
    /// </summary>
    public static IReadOnlyList<Column<SweepResult>> Columns { get; } =
    [
        new("seed", result => result.Run.Config.Model.Seed),
        new("status", result => result.Status) { IsNullable = false },
        new("steps", result => result.Summary?.Steps),
        new("steps_to_99_train", result => result.Summary?.StepsTo99Train),
        new("steps_to_99_test", result => result.Summary?.StepsTo99Test),
        new("train_loss", result => result.Summary?.Final?.TrainLoss),
        new("train_accuracy", result => result.Summary?.Final?.TrainAccuracy),
        new("test_loss", result => result.Summary?.Final?.TestLoss),
        new("test_accuracy", result => result.Summary?.Final?.TestAccuracy),
        new("weight_norm", result => result.Summary?.Final?.WeightNorm),
        new("wall_seconds", result => result.Summary?.WallSeconds) { Decimals = 3 },
    ];

    /// <summary>The first line of the file.</summary>
    public static string Header { get; } = TypedTable.Header(Columns);

    private const string FileName = "seeds.csv";

    /// <summary>The file in a sweep's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The table of a folder: the given runs, and those that the folder holds from earlier, by seed.</summary>
    /// <param name="folder">The sweep's folder, of <see cref="Sweep.OverSeeds"/>.</param>
    /// <param name="results">The runs of the last call.</param>
    /// <exception cref="InvalidDataException">A run in the folder is damaged.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TypedTable Of(string folder, IReadOnlyList<SweepResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var given = results.Select(result => Path.GetFullPath(result.Run.Folder)).ToHashSet();
        var earlier = Directory.EnumerateDirectories(folder, Sweep.SeedPrefix + "*")
            .Where(path => new RunPaths(path).HoldsRun && !given.Contains(Path.GetFullPath(path)))
            .Select(path => SweepResult.Read(new SweepRun(Run.Open(path).Config, path)));
        return TypedTable.Of(Columns, results.Concat(earlier).OrderBy(result => result.Run.Config.Model.Seed));
    }
}
