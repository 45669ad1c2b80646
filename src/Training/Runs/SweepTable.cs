using System.Globalization;

namespace Grokking.Training;

/// <summary>seeds.csv: one row for each run of a sweep over seeds.</summary>
public static class SweepTable
{
    /// <summary>
    /// The first line of the file. <c>status</c> is finished, interrupted, non_finite, failed, unfinished or not_begun; the steps to
    /// 99 % are the first logged ones with that accuracy; losses and accuracies are those of the last row of metrics.csv. What a
    /// run does not have is empty.
    /// </summary>
    public const string Header =
        "seed,status,steps,steps_to_99_train,steps_to_99_test,train_loss,train_accuracy,test_loss,test_accuracy,weight_norm,wall_seconds";

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
        Directory.CreateDirectory(folder);
        var given = results.Select(result => Path.GetFullPath(result.Run.Folder)).ToHashSet();
        var earlier = Directory.EnumerateDirectories(folder, Sweep.SeedPrefix + "*")
            .Where(path => new RunPaths(path).HoldsRun && !given.Contains(Path.GetFullPath(path)))
            .Select(path => SweepResult.Read(new SweepRun(Run.Open(path).Config, path)));
        var lines = results.Concat(earlier).OrderBy(result => result.Run.Config.Model.Seed).Select(Line);
        AtomicFile.WriteText(PathIn(folder), string.Join('\n', [Header, .. lines, ""]));
    }

    private static string Line(SweepResult result)
    {
        var (summary, row) = (result.Summary, result.Summary?.Final);
        return Csv.Line(
        [
            result.Run.Config.Model.Seed, result.Status, summary?.Steps, summary?.StepsTo99Train, summary?.StepsTo99Test,
            row?.TrainLoss, row?.TrainAccuracy, row?.TestLoss, row?.TestAccuracy, row?.WeightNorm,
            summary?.WallSeconds.ToString("F3", CultureInfo.InvariantCulture),
        ]);
    }
}
