using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Steps to generalise against the share of the table that is trained on, operation by operation (Power et al. 2022,
/// figures 1 and 2).</summary>
public sealed class DataFraction() : Experiment("data-fraction", "Steps to generalise against the share of data")
{
    private const string Paper = "Power et al. 2022";
    private const string NeverGroks = "mod-cubic-mixed";
    private const string Division = "mod-div";
    private static readonly string[] Groups = [GroupOperation.DihedralId, GroupOperation.SymmetricId];
    private static readonly string[] Symmetric = [ModularOperation.Addition, "mod-squares", "mod-quadratic"];
    private static readonly string[] Others = ["mod-sub", Division, "mod-odd-div", "mod-quadratic-x", "mod-cubic"];
    private static readonly string[] NotSmall = ["mod-quadratic", "mod-quadratic-x", "mod-cubic"];

    /// <inheritdoc/>
    public override string Question =>
        "Power et al. (2022) trained small transformers on part of the table of a binary operation. Less data means a longer "
        + "wait until the rest is answered right; operations that do not depend on the order of their operands need less; one "
        + "polynomial never generalised. How long is the wait here, for each share and operation?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 instead of 97 and the symmetries of an 11-gon instead of S5, one layer 64 wide without LayerNorm "
            + "instead of two 128 wide with it, six operations instead of nine, 3,000 steps instead of 100,000, five seeds; "
        + "full batches, decay 2.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var groups = runs.Groups(_ => true);
        return new ExperimentFindings(
            [Slope(runs), Memorising(runs), NeedOfData(groups), Never(groups), Mix(groups), Delay(runs)],
            [StepsFigure(groups), BestAccuracyFigure(runs)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        var p = small ? Networks.SmallP : 97;
        double[] shares = small
            ? [0.5, 0.7, 0.9]
            : [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
        double[] groupShares = small ? [0.7, 0.8, 0.9] : [0.25, 0.26, 0.27, 0.28, 0.29, 0.3, 0.32, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8];
        yield return new SweepGrid(Base(small))
            .Over(Symmetric.Concat(Others).Append(NeverGroks).Except(small ? NotSmall : [])
            .Select(id => SweepPoint.Of(("task.id", id), ("task.p", p))))
            .Over("train_fraction", shares.Cast<object>()).OverSeeds(small ? 5 : 7);
        yield return new SweepGrid(Base(small))
            .Over([small
            ? SweepPoint.Of(("task.id", Groups[0]), ("task.p", 22)) : SweepPoint.Of(("task.id", Groups[1]), ("task.p", 120))])
            .Over("train_fraction", groupShares.Cast<object>()).OverSeeds(small ? 5 : 7);
    }

    private static RunConfig Base(bool small) =>
        small ? Networks.Small(steps: 3000, share: 0.5, decay: 2, checkpointEvery: 1000) : Networks.Power(100_000);

    // How many times longer the wait is for one percentage point less, between neighbouring shares at which most runs grokked.
    private static Comparison Slope(ExperimentRuns runs)
    {
        var groups = runs.Groups(config => Groups.Contains(config.Task.Id)).Where(group => group.First.Median is not null)
            .OrderBy(Share).ToList();
        double? factor = groups.Count < 2 ? null
            : Math.Pow(
                (double)groups[0].First.Median!.Value / groups[1].First.Median!.Value,
                0.01 / (Share(groups[1]) - Share(groups[0])));
        var shares = groups.Count < 2 ? "fewer than two shares at which most runs grokked"
            : $"a factor of {Words.Number(factor)} for 1 % less, between {Words.Percent(Share(groups[1]))} "
                + $"({Words.Of(groups[1].First)}) and {Words.Percent(Share(groups[0]))} ({Words.Of(groups[0].First)})";
        return Comparison.Of(
            $"{runs.Plan.Runs.First(run => Groups.Contains(run.Config.Task.Id)).Config.CreateOperation().Description}: cost of less "
                + "data",
            "1 % less data costs 40 to 50 % more steps, at 25 to 30 % of S5", $"{Paper}, fig. 1 centre", shares, Seeds(groups),
            runs.Scale == ExperimentScale.Small || factor is null ? null : factor is >= 1.3 and <= 1.6,
            runs.Scale == ExperimentScale.Small
                ? "another group, with 484 pairs in place of 14,400: 1 % is fewer pairs"
                : "agrees if the factor lies between 1.3 and 1.6");
    }

    private static Comparison Memorising(ExperimentRuns runs)
    {
        var groups = runs.Groups(config => Groups.Contains(config.Task.Id))
            .Where(group => group.Outcomes.Any(outcome => outcome.Train.First is not null)).ToList();
        var medians = groups.Select(group =>
            Words.Median(group.Outcomes.Select(outcome => outcome.Train.First).OfType<int>().Select(step => (double)step))!.Value)
                .ToList();
        return Comparison.Of(
            "the same: steps to 99 % on the training pairs",
            "stay between 1,000 and 10,000 whatever the share: within a factor of 10", $"{Paper}, fig. 1 centre",
            medians.Count == 0
                ? "no run came to it"
                : $"medians from {Words.Number(medians.Min())} to {Words.Number(medians.Max())} over {medians.Count} shares",
                    Seeds(groups),
            medians.Count < 2 ? null : medians.Max() / medians.Min() < 10,
            "agrees if largest and smallest median differ by less than a factor of 10");
    }

    private static Comparison NeedOfData(IReadOnlyList<SweepGroup> groups)
    {
        double? Least(string id) =>
            groups.Where(group => Is(group, id) && 2 * group.First.Events > group.Outcomes.Count)
                .Select(group => (double?)Share(group)).Min();
        string[] Trained(string[] ids) => [.. ids.Where(id => groups.Any(group => Is(group, id)))];
        var (symmetric, others) = (Trained(Symmetric).Select(Least).ToList(), Trained(Others).Select(Least).ToList());
        string Text(IEnumerable<string> ids) =>
            string.Join(", ", ids.Select(id => $"{Formula(id)} {(Least(id) is { } share ? Words.Percent(share) : "never")}"));
        // What never generalised needs more than all there was.
        var (mine, theirs) =
            (Words.Median(symmetric.Select(share => share ?? 1)), Words.Median(others.Select(share => share ?? 1)));
        return Comparison.Of(
            "least share at which most seeds generalise",
            "operations that are symmetric in their operands need less data than close ones that are not",
            $"{Paper}, fig. 2 left",
            $"symmetric: {Text(Trained(Symmetric))}; others: {Text(Trained(Others))}", Seeds(groups),
            groups.Sum(group => group.First.Events) == 0 ? null : mine < theirs,
            "agrees if the median over the symmetric ones is smaller, what never generalised counting as all of the data");
    }

    private static Comparison Never(IReadOnlyList<SweepGroup> groups)
    {
        var mine = groups.Where(group => Is(group, NeverGroks)).ToList();
        var best = mine.SelectMany(group => group.Outcomes).Max(outcome => outcome.Result.Summary?.Final?.TestAccuracy);
        return Comparison.Of(
            $"{Formula(NeverGroks)}", "never generalises, up to 95 % of the data", $"{Paper}, fig. 2 left",
            $"{mine.Sum(group => group.First.Events)} of {mine.Sum(group => group.Outcomes.Count)} runs grokked; best test "
                + $"accuracy at the end {Words.Percent(best)}", Seeds(mine),
            mine.Any(group => group.First.Count < group.Outcomes.Count) || groups.Sum(group => group.First.Events) == 0
                ? null : mine.Sum(group => group.First.Events) == 0, "agrees if no run came to 99 %");
    }

    private static Comparison Mix(IReadOnlyList<SweepGroup> groups)
    {
        var mine = groups.Where(group => Is(group, "mod-odd-div")).ToList();
        return Comparison.Of(
            Formula("mod-odd-div"), "generalises, although it is no single operation of a group or ring", $"{Paper}, fig. 2 left",
            string.Join(
                "; ", mine.Select(group => $"{Words.Percent(Share(group))}: {group.First.Events} of {group.Outcomes.Count}")),
                    Seeds(mine),
            groups.Sum(group => group.First.Events) == 0
                ? null : mine.Any(group => 2 * group.First.Events > group.Outcomes.Count),
                    "agrees if most seeds grokked at some share");
    }

    private static Comparison Delay(ExperimentRuns runs)
    {
        var mine = runs.Groups(config => config.Task.Id == Division).Where(group => group.First.Median is not null).OrderBy(Share)
            .FirstOrDefault();
        var train = mine is null
            ? null : Words.Median(mine.Outcomes.Select(outcome => outcome.Train.First).OfType<int>()
            .Select(step => (double)step));
        return Comparison.Of(
            "x/y: the wait between memorising and generalising",
            "99 % train before 1,000 steps, test near 1,000,000 (50 % of p = 97, no decay)", $"{Paper}, fig. 1 left",
            mine is null
                ? "at no share did most runs grok"
                : $"at {Words.Percent(Share(mine))}, with decay 2: train {Words.Number(train)}, test {Words.Of(mine.First)}",
                    mine is null ? 0 : mine.Outcomes.Count,
            null, "the paper's run has no decay and a million steps; see the experiment 'interventions' for runs without decay");
    }

    private static Figure StepsFigure(IReadOnlyList<SweepGroup> groups) => Figure.Of(
        "Steps to 99 % on the test pairs", Axis.Linear("share trained on"), Axis.Log("steps"),
        [.. groups.GroupBy(group => group.Outcomes[0].Run.Config.Task.Id).Select(same => (Trace)new LineTrace(
            Formula(same.Key), [.. same.OrderBy(Share).Select(group => (Value)Share(group))],
            [.. same.OrderBy(Share).Select(group => (Value)(double?)group.First.Median)]) { HasMarkers = true })]) with
    {
        Caption = "Medians over seeds by Kaplan-Meier; where less than half of the runs came to 99 %, the line has a gap. Each "
            + "operation has a line; the wait grows as the share falls.",
    };

    private static Figure BestAccuracyFigure(ExperimentRuns runs)
    {
        var groups = runs.Groups(_ => true);
        string[] ids = [.. groups.Select(group => group.Outcomes[0].Run.Config.Task.Id).Distinct()];
        double[] shares = [.. groups.Select(Share).Distinct().Order()];
        var cells = Grid.Of(ids.Length, shares.Length, (row, column) =>
            groups.FirstOrDefault(group =>
                Is(group, ids[row]) && Share(group) == shares[column])?.Outcomes.Average(outcome =>
                    outcome.Result.Summary?.Final?.TestAccuracy ?? 0) ?? double.NaN);
        return Figure.Of("Test accuracy at the end", Axis.Category("share trained on"), Axis.Category("operation"),
            new HeatMapTrace(
                "mean test accuracy", cells,
                ColourScale.Sequential("accuracy", 0, 1)) { X = [.. shares.Select(share => (Value)Words.Percent(share))],
                Y = [.. ids.Select(id => (Value)Formula(id))], HasNumbers = true }) with
        {
            Caption = "Mean over seeds of the test accuracy after the last step, for each operation and share; empty where none "
                + "was trained. The paper shows the best accuracy over steps, which is no lower.",
        };
    }

    private static bool Is(SweepGroup group, string id) => group.Outcomes[0].Run.Config.Task.Id == id;

    private static double Share(SweepGroup group) => group.Outcomes[0].Run.Config.Split.TrainFraction;

    private static int Seeds(IReadOnlyList<SweepGroup> groups) =>
        groups.Count == 0 ? 0 : groups.Min(group => group.Outcomes.Count);

    private static string Formula(string id) => ModularOperation.All.FirstOrDefault(kind => kind.Id == id)?.Formula ?? id;
}
