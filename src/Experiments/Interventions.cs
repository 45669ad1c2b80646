using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>What brings generalisation forward: decay of several kinds and strengths, batches, noise, dropout, learning rates
/// (Power et al. 2022, figure 2).</summary>
public sealed class Interventions() : Experiment("interventions", "Weight decay against everything else")
{
    private const string Paper = "Power et al. 2022";
    private const string Decay = "decay 1 to zero";
    private const string ToInit = "decay 1 to the start";
    private const string Nothing = "no decay, full batch";
    private const string SmallRate = "rate 3e-4, no decay", LargeRate = "rate 3e-3, no decay";

    // Each with what it changes from Adam on full batches without decay.
    private static readonly (string Name, SweepPoint Point)[] All =
    [
        (Decay, SweepPoint.Of(("weight_decay", 1))),
        ("decay 0.3 to zero", SweepPoint.Of(("weight_decay", 0.3))),
        ("decay 3 to zero", SweepPoint.Of(("weight_decay", 3))),
        (ToInit, SweepPoint.Of(("weight_decay", 1), ("decay", "to_init"))),
        ("L2 in the gradient, 0.001", SweepPoint.Of(("weight_decay", 0.001), ("decay", "l2"))),
        (Nothing, SweepPoint.Of(("weight_decay", 0))),
        ("mini-batches, no decay", SweepPoint.Of(("weight_decay", 0), ("batch_size", 128))),
        ("noise on the update, no decay", SweepPoint.Of(("weight_decay", 0), ("update_noise", 1))),
        ("noise on the weights, no decay", SweepPoint.Of(("weight_decay", 0), ("weight_noise", 0.01))),
        ("dropout 0.1, no decay", SweepPoint.Of(("weight_decay", 0), ("dropout", 0.1))),
        (SmallRate, SweepPoint.Of(("weight_decay", 0), ("learning_rate", 3e-4))),
        (LargeRate, SweepPoint.Of(("weight_decay", 0), ("learning_rate", 3e-3))),
    ];

    /// <inheritdoc/>
    public override string Question =>
        "Power et al. (2022) changed one thing at a time on the product of S5 and looked at how much data was needed to "
        + "generalise within 100,000 steps: weight decay more than halved it, other regularisers helped less, and the learning "
        + "rate had to be right within an order of magnitude. What takes the fewest steps here?";

    /// <inheritdoc/>
    public override string Scaled =>
        "addition modulo 31 at one share of data (65 %) instead of S5 at many, one layer 64 wide, 1,500 steps instead of "
        + "100,000, five seeds; so steps and final accuracy are compared, and not the data needed. Full batches where the paper "
        + "has mini-batches, unless a row says otherwise.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var read = All.Select(item => Reading.Of(item.Name, item.Point, runs)).OfType<Reading>().ToList();
        return new ExperimentFindings(
            [Best(read), Init(read), Without(read), Rates(read), Norm(read)], [Steps(read), Norms(read), Accuracies(read)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        var config = small ? Networks.Small(steps: 1500, share: 0.65, decay: 0, checkpointEvery: 1500) : Networks.Power(100_000);
        if (!small)
        {
            config = config
                with { Task = new TaskConfig { Id = GroupOperation.SymmetricId, P = 120 },
                    Training = config.Training with { BatchSize = null } };
        }
        var grid = new SweepGrid(config);
        grid = small ? grid : grid.Over("train_fraction", Enumerable.Range(5, 16).Select(i => (object)(i / 20.0 - 0.05)));
        yield return grid.Over(All.Select(item => item.Point)).OverSeeds(5);
    }

    private static Comparison Best(List<Reading> read)
    {
        var mine = read.FirstOrDefault(item => item.Name == Decay);
        var others = read.Where(item => !item.Name.Contains("to zero", StringComparison.Ordinal)).ToList();
        return Comparison.Of(
            "decay to zero against everything else",
            "by far the most effective: it more than halves the samples needed compared to most others", $"{Paper}, fig. 2 right",
            List(read), Seeds(read),
            mine is null || read.Sum(item => item.Group.First.Events) == 0
                ? null : others.All(other => mine.Rank.CompareTo(other.Rank) <= 0),
                    "agrees if no other kind has more seeds that grok, or as many in fewer steps than decay 1");
    }

    private static Comparison Init(List<Reading> read) => Pair(read, ToInit, Decay, "effective, but less than decay to zero",
        "agrees if it groks in as many seeds or fewer, and not sooner, than decay to zero, and does better than nothing",
        (init, zero) =>
            zero.Rank.CompareTo(init.Rank) <= 0 && read.FirstOrDefault(item => item.Name == Nothing) is { } nothing
                && init.Rank.CompareTo(nothing.Rank) < 0);

    private static Comparison Without(List<Reading> read) =>
        Pair(read, Nothing, Decay, "needs far more data, or steps, than decay",
            "agrees if it groks in fewer seeds or later than decay 1",
        (nothing, zero) => zero.Rank.CompareTo(nothing.Rank) < 0);

    private static Comparison Pair(
        List<Reading> read, string name, string against, string paper, string rule, Func<Reading, Reading, bool> agrees)
    {
        var (mine, other) = (read.FirstOrDefault(item => item.Name == name), read.FirstOrDefault(item => item.Name == against));
        return Comparison.Of(
            name, paper, $"{Paper}, fig. 2 right", $"{mine?.Text}; {against}: {other?.Text}", Seeds(read),
            mine is null || other is null || mine.Group.First.Events + other.Group.First.Events == 0 ? null : agrees(mine, other),
            rule);
    }

    private static Comparison Rates(List<Reading> read)
    {
        var (small, large) =
            (read.FirstOrDefault(item => item.Name == SmallRate), read.FirstOrDefault(item => item.Name == LargeRate));
        return Comparison.Of(
            "learning rates 3e-4 and 3e-3", "the rate has to be tuned within about an order of magnitude",
            $"{Paper}, section 3.3", $"3e-4: {small?.Text}; 3e-3: {large?.Text}", Seeds(read), null,
            "three rates at one share do not show where generalisation ends");
    }

    private static Comparison Norm(List<Reading> read)
    {
        var norms = read.SelectMany(item => item.NormsAtGrok).ToList();
        var deviation = norms.Count < 2
            ? (double?)null
            : Math.Sqrt(norms.Sum(norm => Math.Pow(norm - norms.Average(), 2)) / (norms.Count - 1)) / norms.Average();
        return Comparison.Of(
            "weight norm at 99 % on the test pairs, over all interventions",
            "constant over decays: 23.5 with a coefficient of variation of 0.13 (another network)",
            "Sivasankar 2026 (2606.12966)",
            $"{Words.Range(norms)}, coefficient of variation {Words.Number(deviation)}", Seeds(read), null,
            "our rows differ in more than the decay; the experiment 'forks' has decays alone");
    }

    private static string List(List<Reading> read) =>
        string.Join("; ", read.OrderBy(item => item.Rank).Select(item => $"{item.Name}: {item.Text}"));

    private static int Seeds(List<Reading> read) => read.Count == 0 ? 0 : read.Min(item => item.Group.Outcomes.Count);

    private static Figure Steps(List<Reading> read) => Figure.Of(
        "Steps to 99 % on the test pairs", Axis.Category("intervention"), Axis.Log("steps"),
        new BarTrace(
            "median", [.. read.Select(item => (Value)item.Name)],
            [.. read.Select(item => (Value)(double?)item.Group.First.Median)])) with
    {
        Caption = "Median over seeds; where no bar stands, less than half of the seeds came to 99 % within the budget.",
    };

    private static Figure Norms(List<Reading> read) => Figure.Of(
        "Weight norm at the end against steps to 99 %", Axis.Log("steps to 99 % on the test pairs"),
        Axis.Linear("weight norm at the end"),
        [.. read.Where(item => item.Group.First.Events > 0).Select(item => (Trace)new PointTrace(
            item.Name, [.. item.Grokked.Select(outcome => (Value)(double)outcome.Test.First!.Value)],
            [.. item.Grokked.Select(outcome => (Value)(outcome.Result.Summary?.Final?.WeightNorm))]))]) with
    {
        Caption = "Each point is a run that came to 99 %.",
    };

    private static Figure Accuracies(List<Reading> read) => Figure.Of(
        "Test accuracy at the end", Axis.Category("intervention"), Axis.Linear("test accuracy", 0, 1),
        new BarTrace("mean", [.. read.Select(item => (Value)item.Name)], [.. read.Select(item => (Value)item.Accuracy)])) with
    {
        Caption = "Mean over seeds after the last step.",
    };

    // The runs of one intervention; where there are several shares of data, all of them together.
    private sealed record Reading(string Name, SweepGroup Group, IReadOnlyList<double> NormsAtGrok)
    {
        public IEnumerable<SweepOutcome> Grokked => Group.Outcomes.Where(outcome => outcome.Test.First is not null);

        public double Accuracy => Group.Outcomes.Average(outcome => outcome.Result.Summary?.Final?.TestAccuracy ?? 0);

        /// <summary>Smaller is better: first the share of runs that did not grok, then the median of those that did.</summary>
        public (double, double) Rank =>
            (1 - ((double)Group.First.Events / Group.Outcomes.Count),
                Words.Median(Grokked.Select(outcome => (double)outcome.Test.First!.Value)) ?? double.MaxValue);

        public string Text => $"{Words.Of(Group.First)}, final test accuracy {Words.Percent(Accuracy)}";

        public static Reading? Of(string name, SweepPoint point, ExperimentRuns runs)
        {
            var mine = runs.Begun.Where(outcome =>
                point.Settings.All(setting => outcome.Run.Settings.GetValueOrDefault(setting.Key) == setting.Value)
                && outcome.Run.Settings.Keys.Except(["seed", "train_fraction"])
                .All(key => point.Settings.Any(setting => setting.Key == key))).ToList();
            return mine.Count == 0
                ? null : new Reading(
                    name, new SweepGroup(mine[0].Run.Settings, mine),
                    [.. mine.Select(outcome => NormAtGrok(runs, outcome)).OfType<double>()]);
        }

        private static double? NormAtGrok(ExperimentRuns runs, SweepOutcome outcome) =>
            outcome.Test.First is { } step ? runs.Open(outcome).Metrics.First(row => row.Step == step).WeightNorm : null;
    }
}
