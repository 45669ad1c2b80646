using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>A study of the field: its grid of runs, and what is read off them beside what the papers say.</summary>
/// <param name="id">Its name on the command line; never changes once released.</param>
/// <param name="title">What is studied, without a full stop.</param>
public abstract class Experiment(string id, string title)
{
    /// <summary>Its name on the command line.</summary>
    public string Id => id;

    /// <summary>What is studied.</summary>
    public string Title => title;

    /// <summary>What is asked, and of which papers: a few sentences.</summary>
    public abstract string Question { get; }

    /// <summary>What the small scale changes from the papers' settings: a sentence or two.</summary>
    public abstract string Scaled { get; }

    /// <summary>The runs that can be planned before any of them has been carried out.</summary>
    public SweepPlan Plan(ExperimentScale scale) => Join(Grids(scale).Select(grid => grid.Plan()));

    /// <summary>The plan with the runs that begin from others which have been carried out, such as forks; the same where there
    /// are none.</summary>
    public SweepPlan Grow(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Join([runs.Plan, .. Later(runs).Select(grid => grid.Plan())]);
    }

    /// <summary>Reads what came out.</summary>
    /// <param name="runs">The runs, whatever their state.</param>
    /// <exception cref="InvalidDataException">A run's files are damaged.</exception>
    public abstract ExperimentFindings Read(ExperimentRuns runs);

    /// <summary>The grids of a scale.</summary>
    protected abstract IEnumerable<SweepGrid> Grids(ExperimentScale scale);

    /// <summary>The grids that need the runs of <see cref="Grids"/>; none unless overridden.</summary>
    protected virtual IEnumerable<SweepGrid> Later(ExperimentRuns runs) => [];

    private static SweepPlan Join(IEnumerable<SweepPlan> plans) =>
        new([.. plans.SelectMany(plan => plan.Runs).DistinctBy(run => run.Id)]);
}

/// <summary>How large an experiment is.</summary>
public enum ExperimentScale
{
    /// <summary>Minutes on a laptop: smaller moduli or widths, fewer seeds.</summary>
    Small,

    /// <summary>The papers' settings, meant for a cluster.</summary>
    Paper,
}

/// <summary>What an experiment asks of a machine.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Steps">Number of updates of all of them.</param>
/// <param name="Operations">Floating-point operations of all of them, about: six for each weight, position and example of each
/// update, which is what products forward and backward take.</param>
public sealed record ExperimentCost(int Runs, long Steps, double Operations)
{
    /// <summary>Operations that one core does in a second, about. Measured on a core with AVX2: 1.5e11 on one narrow layer, whose
    /// rows the engine shares among pairs, and less by far on networks with LayerNorm, which share none.</summary>
    public const double OperationsASecond = 5e10;

    /// <summary>Hours of one core.</summary>
    public double CoreHours => Operations / OperationsASecond / 3600;

    /// <summary>The cost of a plan.</summary>
    public static ExperimentCost Of(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(
            plan.Runs.Count, plan.Steps,
            plan.Runs.Sum(run => (double)run.Config.Training.MaxSteps * OperationsAStep(run.Config)));
    }

    private static double OperationsAStep(RunConfig config)
    {
        var operation = config.CreateOperation();
        var pairs = config.Split.TrainPairs?.Count ?? (int)(config.Split.TrainFraction * operation.PairCount);
        var weights = ArchitectureCatalogue.Find(config.Model.Architecture).CountWeights(config.Model, operation);
        // A network of one-hot inputs adds up its operands' rows and has one position after that.
        var positions = config.Model.Architecture == OneHotMlpFamily.FamilyId ? 1 : config.CreateFormat().NCtx;
        return 6.0 * weights * Math.Min(pairs, config.Training.BatchSize ?? pairs) * positions;
    }
}
