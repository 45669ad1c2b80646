namespace Grokking.Training;

/// <summary>How a run of a <see cref="Sweep"/> ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status">Where it stood then.</param>
/// <param name="Summary">Its summary; null when it has none, since it was not begun or was cut off.</param>
/// <param name="Failure">Why it failed: a non-finite loss, or an error in its files; null when it did not, or not in this sweep.</param>
public sealed record SweepResult(SweepRun Run, SweepStatus Status, RunSummary? Summary, Exception? Failure)
{
    /// <summary>What was not as it should be in the run's folder and was put right, each a sentence; see <see cref="Trainer.Remarks"/>.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What a run's folder says of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">Why it failed; null when it did not.</param>
    /// <exception cref="InvalidDataException">The summary is damaged.</exception>
    public static SweepResult Read(SweepRun run, Exception? failure = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var paths = new RunPaths(run.Folder);
        var summary = File.Exists(paths.Summary) ? RunSummary.Read(paths.Summary) : null;
        return new SweepResult(run, StatusOf(summary, failure, paths.HoldsRun), summary, failure);
    }

    private static SweepStatus StatusOf(RunSummary? summary, Exception? failure, bool begun) => (failure, summary?.Status) switch
    {
        (not null and not NonFiniteLossException, _) => SweepStatus.Failed,
        (_, RunStatus.Finished) => SweepStatus.Finished,
        (_, RunStatus.Interrupted) => SweepStatus.Interrupted,
        (_, RunStatus.NonFinite) => SweepStatus.NonFinite,
        _ => begun ? SweepStatus.Unfinished : SweepStatus.NotBegun,
    };
}
