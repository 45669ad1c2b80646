using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The runs of an experiment as they stand, opened for reading.</summary>
/// <param name="folder">The sweep that holds them.</param>
/// <param name="scale">The scale that it was planned at.</param>
/// <param name="threads">How many runs are read at a time.</param>
public sealed class ExperimentRuns(SweepFolder folder, ExperimentScale scale, int threads = 1)
{
    /// <summary>The scale.</summary>
    public ExperimentScale Scale => scale;

    /// <summary>The plan.</summary>
    public SweepPlan Plan => folder.Plan;

    /// <summary>What came of each run, in the order of the plan.</summary>
    public IReadOnlyList<SweepOutcome> All => field ??= SweepOutcome.Of(folder, threads);

    /// <summary>The runs that have begun: of the others nothing is known.</summary>
    public IReadOnlyList<SweepOutcome> Begun => field ??= [.. All.Where(outcome => outcome.LastStep is not null)];

    /// <summary>Number of steps that have been done.</summary>
    public long Steps => Begun.Sum(outcome => (long)outcome.LastStep!.Value - (outcome.Run.Config.Fork?.Step ?? 0));

    /// <summary>The runs of some configs that have begun.</summary>
    public IReadOnlyList<SweepOutcome> Where(Func<RunConfig, bool> isMeant) =>
        [.. Begun.Where(outcome => isMeant(outcome.Run.Config))];

    /// <summary>The runs of some configs in groups that differ in nothing but their seeds; those that have
    /// begun.</summary>
    public IReadOnlyList<SweepGroup> Groups(Func<RunConfig, bool> isMeant) => SweepGroup.Of(Where(isMeant));

    /// <summary>Opens a run that was begun.</summary>
    public Run Open(SweepOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return Run.Open(folder.FolderOf(outcome.Run));
    }

    /// <summary>The folder of a run.</summary>
    public string FolderOf(PlannedRun run) => folder.FolderOf(run);

    /// <summary>The last checkpoint of a run, on all its pairs; null when it has none.</summary>
    public CheckpointEvaluation? Final(SweepOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.LastStep is null || Open(outcome) is not { Steps.Count: > 0 } run
            ? null : CheckpointEvaluation.Of(run.Final);
    }

    /// <summary>Seconds of training of all runs together.</summary>
    public double TrainSeconds => All.Sum(outcome => outcome.Result.Summary?.TrainSeconds ?? 0);
}
