using System.Globalization;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>What makes networks grok sooner: Grokfast, StableMax, orthogonal gradients, Muon, each against the control that its
/// paper left out.</summary>
public sealed class Accelerate() : Experiment("accelerate", "What makes networks grok sooner, each against its control")
{
    private const string Nothing = "no decay", Decay = "decay", Data = "more data and decay";
    private const string FilterAlone = "Grokfast EMA", FilterDecay = "Grokfast EMA and decay";
    private const string Stable = "StableMax", StableDecay = "StableMax and decay";
    private const string Orthogonal = "orthogonal gradient", OrthogonalDecay = "orthogonal gradient and decay";
    private const string Muon = "Muon and decay";

    /// <inheritdoc/>
    public override string Question =>
        "Papers report that grokking comes 50 times sooner with a filter on the gradient (Grokfast), with another loss "
            + "(StableMax), with gradients orthogonal to the weights, or with Muon. Most compare with a run "
        + "without weight decay, which is late or never. How much is left when the control has decay, and what does more data "
        + "alone do?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 and half of the pairs, one layer 64 wide, 4,000 steps, ten seeds; decay 2, with "
            + "which the control comes to 99 % within the budget (with 1 it did not within 3,000); one setting of each method, "
            + "its paper's default.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var read = All(runs.Scale).Select(item => Method.Of(item.Name, item.Point, runs)).OfType<Method>().ToList();
        return new ExperimentFindings(
            [
                Against(
                    read, FilterAlone, Nothing,
                    "50 times fewer steps than the baseline without decay (39,890 to 790, with a filter and decay 0.01; one seed)", "Lee et al. 2024, README"),
                Against(
                    read, FilterDecay, Decay, "adds nothing on top of decay: 350 steps sooner to 892 later",
                    "GROKVERSE, 3 seeds, p 113"),
                Against(read, Data, Decay, "share 0.3 to 0.5: 6,367 to 8,217 steps sooner", "GROKVERSE, 3 seeds, p 113"),
                Against(
                    read, Stable, Nothing,
                    "generalises without decay, where softmax never does (94 % at 50,000 of 80,000 epochs)",
                    "Prieto et al. 2025, plots of the repository"),
                Against(read, StableDecay, Decay, "not reported", "the control that the paper left out", expectation: null),
                Against(
                    read, Orthogonal, Nothing, "train and test at 100 % by 120 epochs, almost without delay",
                    "Prieto et al. 2025, plots of the repository"),
                Against(read, OrthogonalDecay, Decay, "not reported", "the control that the paper left out", expectation: null),
                Against(
                    read, Muon, Decay, "sooner than AdamW: 103 epochs against 153 on average",
                    "2504.16041, abstract; all tasks pooled"),
            ],
            [Steps(read), Seconds(read)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var config = scale == ExperimentScale.Small
            ? Networks.Small(steps: 4000, share: 0.5, decay: 2, checkpointEvery: 4000)
            : Networks.Mainline(steps: 40_000, checkpointEvery: 10_000);
        yield return new SweepGrid(config).Over(All(scale).Select(item => item.Point)).OverSeeds(10);
    }

    private static (string Name, SweepPoint Point)[] All(ExperimentScale scale)
    {
        var (decay, share) = scale == ExperimentScale.Small ? (2, 0.65) : (1, 0.5);
        return
        [
            (Nothing, SweepPoint.Of(("weight_decay", 0))), (Decay, SweepPoint.Of(("weight_decay", decay))),
            (Data, SweepPoint.Of(("weight_decay", decay), ("train_fraction", share))),
            (FilterAlone, SweepPoint.Of(("weight_decay", 0), ("gradient_filter", "ema"))),
            (FilterDecay, SweepPoint.Of(("weight_decay", decay), ("gradient_filter", "ema"))),
            (Stable, SweepPoint.Of(("weight_decay", 0), ("loss", "stablemax"))),
            (StableDecay, SweepPoint.Of(("weight_decay", decay), ("loss", "stablemax"))),
            (Orthogonal, SweepPoint.Of(("weight_decay", 0), ("orthogonal_gradient", true))),
            (OrthogonalDecay, SweepPoint.Of(("weight_decay", decay), ("orthogonal_gradient", true))),
            (Muon, SweepPoint.Of(("weight_decay", decay), ("optimizer", "muon"))),
        ];
    }

    // Sooner means: more seeds that came to it, or as many with a smaller median.
    private static Comparison Against(
        List<Method> read, string name, string control, string paper, string where, bool? expectation = true)
    {
        var (mine, other) =
            (read.FirstOrDefault(method => method.Name == name), read.FirstOrDefault(method => method.Name == control));
        if (mine is null || other is null)
        {
            return Comparison.Of(name, paper, where, "no run", 0, null, "no run");
        }
        var isNothing = paper.StartsWith("adds nothing", StringComparison.Ordinal);
        var none = mine.Group.First.Events + other.Group.First.Events == 0;
        var agrees = none || expectation is null ? (bool?)null
            : isNothing
            ? mine.Rank.Item1 == other.Rank.Item1 && Math.Abs(mine.Rank.Item2 - other.Rank.Item2) <= 0.15 * other.Rank.Item2
            : mine.Rank.CompareTo(other.Rank) < 0;
        return Comparison.Of(
            $"{name} against {control}", paper, where, $"{mine.Text}; control: {other.Text}", mine.Group.Outcomes.Count, agrees,
            none ? "none of either came to 99 % within the budget" : expectation is null ? "nothing to compare with"
            : isNothing
            ? "agrees if as many seeds grok and the medians are within 15 %"
            : "agrees if more seeds grok, or as many in fewer steps");
    }

    private static Figure Steps(List<Method> read) => Figure.Of(
        "Steps to 99 % on the test pairs", Axis.Category("method"), Axis.Log("steps"),
        new BarTrace(
            "first", [.. read.Select(method => (Value)method.Name)],
            [.. read.Select(method => (Value)(double?)method.Group.First.Median)]),
        new BarTrace(
            "sustained", [.. read.Select(method => (Value)method.Name)],
            [.. read.Select(method => (Value)(double?)method.Group.Sustained.Median)])) with
    {
        Caption = "Medians over seeds: the first step with 99 %, and the first from which it stayed. No bar: less than half of "
            + "the seeds came to it.",
    };

    private static Figure Seconds(List<Method> read) => Figure.Of(
        "Seconds of training to 99 % on the test pairs", Axis.Category("method"), Axis.Log("seconds of one core"),
        new BarTrace(
            "median", [.. read.Select(method => (Value)method.Name)], [.. read.Select(method => (Value)method.Seconds)])) with
    {
        Caption = "Steps times the seconds that a step of the run took, on a machine that did other things too. No bar: less than "
            + "half of the seeds came to it.",
    };

    private sealed record Method(string Name, SweepGroup Group)
    {
        /// <summary>Smaller is sooner: the share of runs that did not come to it, then the median of those that did.</summary>
        public (double, double) Rank =>
            (1 - ((double)Group.First.Events / Group.Outcomes.Count),
                Words.Median(Grokked.Select(outcome => (double)outcome.Test.First!.Value)) ?? double.MaxValue);

        /// <summary>The median of those that came to it; null where less than half did.</summary>
        public double? Seconds => Group.First.Median is null ? null
            : Words.Median(
                Grokked.Select(outcome =>
                    outcome.Result.Summary!.TrainSeconds * outcome.Test.First!.Value / outcome.Result.Summary.Steps));

        public string Text =>
            $"first {Words.Of(Group.First)}, sustained "
                + $"{Words.Of(Group.Sustained)}{(Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", {seconds:0.#} s") : "")}";

        private IEnumerable<SweepOutcome> Grokked =>
            Group.Outcomes.Where(outcome => outcome.Test.First is not null && outcome.Result.Summary is not null);

        public static Method? Of(string name, SweepPoint point, ExperimentRuns runs)
        {
            var mine = runs.Begun.Where(outcome =>
                outcome.Run.Settings.Where(setting => setting.Key != "seed").OrderBy(setting => setting.Key)
                .SequenceEqual(point.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))
                .OrderBy(setting => setting.Key))).ToList();
            return mine.Count == 0 ? null : new Method(name, new SweepGroup(mine[0].Run.Settings, mine));
        }
    }
}
