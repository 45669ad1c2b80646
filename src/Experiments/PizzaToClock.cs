using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The phase from pizza to clock over attention rate and width (Zhong et al. 2023, figure 7).</summary>
public sealed class PizzaToClock() : Experiment("pizza-to-clock", "From pizza to clock over attention rate and width")
{
    private const string Paper = "Zhong et al. 2023";

    // Where a pizza ends and a clock begins in gradient symmetricity, as the published tables are read.
    private const double Symmetric = 0.9;

    // Means of a few networks that lie nearer than this are not told apart: those of one rate and width differ by as much.
    private const double Distinct = 0.05;

    /// <inheritdoc/>
    public override string Question =>
        "Zhong et al. (2023) found two algorithms of addition: with constant attention (rate 0) networks become pizzas, with "
        + "softmax attention (rate 1) clocks. Gradient symmetricity is near 1 for a pizza and lower for a clock; distance "
        + "irrelevance is low for a pizza and high for a clock. Where between the two rates does one turn into the other, and "
        + "does it depend on the width?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 instead of 59, widths 32 and 64 instead of 32 to 511, five rates and five seeds instead of thousands "
            + "of runs, 2,000 steps instead of 20,000.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var points = runs.Begun.Where(outcome => outcome.Test.First is not null)
            .Select(outcome => Point.Of(outcome, runs.Final(outcome)!)).OfType<Point>().ToList();
        return new ExperimentFindings(
            [
                Learned(runs),
                Symmetricity(
                    points, "rates 0 to 0.25", rate => rate <= 0.25, "0.99 ± 0.002", value => value > 0.98,
                    "agrees if the mean is above 0.98"),
                Symmetricity(
                    points, "rate 1", rate => rate >= 1, "0.45 ± 0.11 (rates 0.9 to 1, width 128)", value => value < Symmetric,
                    "agrees if the mean is below 0.9"),
                Irrelevance(
                    points, "rates 0 to 0.25", rate => rate <= 0.25, "0.29 ± 0.17", value => value < 0.5,
                    "agrees if the mean is below 0.5"),
                Irrelevance(
                    points, "rate 1", rate => rate >= 1, "0.82 ± 0.08 (rates 0.9 to 1, width 128)", value => value > 0.5,
                    "agrees if the mean is above 0.5"),
                Onset(points, runs.Scale), Widths(points),
            ],
            [Draw(points, "Gradient symmetricity", "near 1 for pizzas, lower for clocks", point => point.Symmetricity),
                Draw(points, "Distance irrelevance", "low for pizzas, high for clocks", point => point.Irrelevance)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        var config = PresetCatalogue.PizzaA.Config;
        config = config with
        {
            Task = new TaskConfig { P = small ? Networks.SmallP : config.Task.P },
            Training = config.Training
                with { MaxSteps = small ? 2000 : 20_000, LogEvery = 20, CheckpointEvery = small ? 2000 : 20_000,
                    KeepStates = false },
        };
        var widths = small ? new[] { 32, 64 } : [32, 48, 64, 96, 128, 192, 256, 384];
        yield return new SweepGrid(config).Over("d_model", widths.Cast<object>())
            .Over("attention_rate", Enumerable.Range(0, small ? 5 : 21).Select(i => (object)(small ? i / 4.0 : i / 20.0)))
            .OverSeeds(5);
    }

    private static Comparison Learned(ExperimentRuns runs)
    {
        var (learned, all) = (runs.Begun.Count(outcome => outcome.Test.First is not null), runs.Begun.Count);
        return Comparison.Of(
            "runs that reach 99 % on the test pairs", "99.8 % of one-layer runs reach full accuracy",
            $"{Paper}, tables of the repository", $"{learned} of {all}", Seeds(runs),
            all == 0 ? null : learned >= 0.9 * all,
            "agrees if nine of ten do; the others are left out below");
    }

    private static Comparison Symmetricity(
        List<Point> points, string where, Func<double, bool> isIn, string paper, Func<double, bool> fits, string rule) =>
        Mean(points, $"gradient symmetricity, {where}", isIn, paper, fits, rule, point => point.Symmetricity);

    private static Comparison Irrelevance(
        List<Point> points, string where, Func<double, bool> isIn, string paper, Func<double, bool> fits, string rule) =>
        Mean(points, $"distance irrelevance of the largest wrong logit, {where}", isIn, paper, fits, rule,
            point => point.Irrelevance);

    private static Comparison Mean(
        List<Point> points, string setting, Func<double, bool> isIn, string paper, Func<double, bool> fits, string rule,
        Func<Point, double> valueOf)
    {
        var values = points.Where(point => isIn(point.Rate)).Select(valueOf).ToList();
        return Comparison.Of(
            setting, paper, $"{Paper}, fig. 7, from the published tables", $"{Words.Range(values)}, {values.Count} networks",
            values.Count, values.Count == 0 ? null : fits(values.Average()), rule);
    }

    private static Comparison Onset(List<Point> points, ExperimentScale scale)
    {
        var onsets = points.GroupBy(point => point.Width).OrderBy(group => group.Key)
            .Select(group =>
                (Width: group.Key,
                    Rate: group.GroupBy(point => point.Rate).OrderBy(rate => rate.Key)
                        .FirstOrDefault(rate => rate.Average(point => point.Symmetricity) < Symmetric)?.Key)).ToList();
        return Comparison.Of(
            "lowest rate at which mean gradient symmetricity is below 0.9",
            "0.46 (widths 32 to 47), 0.48 (48 to 63), 0.59 (128), 0.99 (384 to 511)",
            $"{Paper}, fig. 7, isotonic fit to the published tables",
            string.Join(
                "; ", onsets.Select(onset =>
                    $"width {onset.Width}: {(onset.Rate is { } rate ? Words.Number(rate) : "none up to 1")}")), points.Count,
            scale == ExperimentScale.Small || onsets.Count < 2 ? null : onsets.All(onset => onset.Rate is >= 0.3),
            scale == ExperimentScale.Small
                ? "five rates a quarter apart, another modulus" : "agrees if no width falls below 0.9 before rate 0.3");
    }

    private static Comparison Widths(List<Point> points)
    {
        var means = points.Where(point => point.Rate is >= 0.5 and < 1).GroupBy(point => point.Width).OrderBy(group => group.Key)
            .Select(group => (Width: group.Key, Mean: group.Average(point => point.Symmetricity))).ToList();
        return Comparison.Of(
            "mean gradient symmetricity at rates 0.5 to below 1, by width",
            "wider networks stay pizzas up to higher rates: 0.59 (48 to 63) to 0.99 (256 to 383) at 0.6 to 0.8",
            $"{Paper}, fig. 7 (varying width)",
            string.Join("; ", means.Select(mean => $"width {mean.Width}: {Words.Number(mean.Mean)}")), points.Count,
            means.Count < 2 || Math.Abs(means[^1].Mean - means[0].Mean) < Distinct ? null : means[^1].Mean > means[0].Mean,
            $"agrees if the widest has the higher mean; within {Distinct} of each other it cannot be told");
    }

    private static int Seeds(ExperimentRuns runs) =>
        SweepGroup.Of(runs.Begun).Select(group => group.Outcomes.Count).DefaultIfEmpty().Min();

    private static Figure Draw(List<Point> points, string title, string caption, Func<Point, double> valueOf) => Figure.Of(
        title, Axis.Linear("attention rate", 0, 1), Axis.Linear(title.ToLowerInvariant()),
        [.. points.GroupBy(point => point.Width).OrderBy(group => group.Key).Select(group => (Trace)new PointTrace(
            $"width {group.Key}", [.. group.Select(point => (Value)point.Rate)],
            [.. group.Select(point => (Value)valueOf(point))]))]) with
    {
        Caption = $"Each point is a network that learned the task: {caption}.",
    };

    // A network that learned the task.
    private sealed record Point(int Width, double Rate, double Symmetricity, double Irrelevance)
    {
        public static Point? Of(SweepOutcome outcome, CheckpointEvaluation final) =>
            final.Cyclic is { GradientSymmetricity.Value: { } symmetricity } view
                && DistanceIrrelevance.Of(view).RunnerUp is { } irrelevance
                ? new Point(outcome.Run.Config.Model.DModel, outcome.Run.Config.Model.AttentionRate, symmetricity, irrelevance)
                : null;
    }
}
