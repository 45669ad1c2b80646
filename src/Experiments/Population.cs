using System.Globalization;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Networks drawn at random from a frozen grid, each judged by the frozen rule of <see cref="ExplanationRule"/>: how
/// many of those that solve their task are explained, and whether anything that should not be comes out explained.</summary>
public sealed class Population() : Experiment("population", "Every network explained, or named with the rung that fails")
{
    private const string Paper = "Zhong et al. 2023";

    /// <summary>Networks of the small scale, on which the rule was looked at before it was frozen: those of forty that train
    /// fastest.</summary>
    internal const int SmallCount = 20;

    /// <summary>Networks that the frozen rule judges.</summary>
    internal const int PaperCount = 200;

    /// <inheritdoc/>
    public override string Question =>
        "Zhong et al. (2023) could tell about 40 % of their networks for clocks, pizzas or varieties of them; the rest nobody "
        + "has deciphered. Here networks are drawn from a grid of architectures and settings with a fixed seed, trained, and "
        + $"judged by a rule whose thresholds were frozen before ({ExplanationRule.Frozen}). What share of the solved ones is "
        + "explained, and by which rung do the others fail?";

    /// <inheritdoc/>
    public override string Scaled =>
        $"the {SmallCount} fastest to train of 40 networks of the same grid and another seed, in place of {PaperCount}: those on "
            + "which the rule was looked at before it was frozen, so that it proves nothing by them.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        // Side by side, in the order of the plan: each takes about a second.
        JudgedNetwork[] all =
            [.. runs.All.Where(outcome => outcome.Result.Status == SweepStatus.Finished).ToArray().AsParallel().AsOrdered()
            .Select(outcome => JudgedNetwork.Of(runs, outcome)).OfType<JudgedNetwork>()];
        JudgedNetwork[] solved = [.. all.Where(network => network.Solved)];
        return new ExperimentFindings(
            [Explained(solved, all.Length), .. ByRung(solved), FalseAlarms(all), Lines(solved), Certified(solved),
                .. Families(solved), .. Rates(solved)], [Plane(solved)])
        {
            More = [Table(all)],
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale) =>
        PopulationDraw.Of(scale).Select(config => new SweepGrid(config));

    private static Comparison Explained(JudgedNetwork[] solved, int trained) => Comparison.Of(
        "solved networks that are explained", "about 40 % are varieties of clock and pizza", Paper,
        $"{solved.Count(network => network.Explained)} of {solved.Length} ({trained} trained); the others fail at "
        + string.Join(
            ", ", solved.Where(network => !network.Explained).GroupBy(network => network.Explanation.FailsAt)
                .Select(group => $"{group.Key} ({group.Count()})").DefaultIfEmpty("nothing")),
        solved.Length, null,
        "another population, and another rule: theirs names kinds, this one asks whether single frequencies explain weights, "
            + "behaviour and causes");

    private static IEnumerable<Comparison> ByRung(JudgedNetwork[] solved) =>
        solved.Where(network => network.Explained).GroupBy(network => network.Explanation.JudgedRung).OrderBy(group => group.Key)
        .Select(group => Comparison.Of(
            $"explained by {group.Key?.Words() ?? "nothing"}", "not published", "–",
            $"{group.Count()} of {solved.Length} solved ones", group.Count(), null, "nothing to compare with"));

    // Where neurons keep what they had, and something wrong is added, a control is near what they had: where that all but passed,
    // it may pass. The rule asks how much it gains.
    private static Comparison FalseAlarms(JudgedNetwork[] all)
    {
        ExplanationControl[] Controls(Func<ExplanationControl, bool> isMeant) =>
            [.. all.SelectMany(network => network.Explanation.Controls).Where(isMeant)];
        var (wrong, mixed) =
            (Controls(control => control.Id != "rotated_others"), Controls(control => control.Id == "rotated_others"));
        var unsolved = all.Where(network => !network.Solved).ToArray();
        var alarms = wrong.Count(control => control.Passes) + unsolved.Count(network => network.Explained);
        return Comparison.Of(
            "explained that should not be", "none", "this rule",
            $"{wrong.Count(control => control.Passes)} of {wrong.Length} controls with rotated, permuted or random frequencies; "
                + $"{unsolved.Count(network => network.Explained)} of {unsolved.Length} unsolved or "
            + $"memorised networks; {mixed.Count(control => control.Passes)} of {mixed.Length} controls that keep what a neuron had "
            + "and add something wrong",
            all.Length, all.Length == 0 ? null : alarms == 0,
            "agrees if there is none of the first two; the third pass where what they add to all but passed without it, and may "
                + "gain half of what the right addition gains");
    }

    private static Comparison Lines(JudgedNetwork[] solved) => Comparison.Of(
        "networks with neurons that read a number line", "not published", "–",
        $"{solved.Count(network => network.ReadsLine)} of {solved.Length} solved ones, of which "
            + $"{solved.Count(network => network.ReadsLine && network.Explained)} are explained",
        solved.Length, null, "counted where a twentieth of what the last neurons receive goes to them");

    private static Comparison Certified(JudgedNetwork[] solved) => Comparison.Of(
        "certified share of pairs, over solved networks that have a certificate", "not published for a population", "–",
        Words.Range(solved.Where(network => network.Certified is not null).Select(network => network.Certified!.Value)),
        solved.Length, null, "nothing to compare with");

    private static IEnumerable<Comparison> Families(JudgedNetwork[] solved) =>
        solved.GroupBy(network => network.Family).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => Comparison.Of(
            group.Key, "–", "–", $"{group.Count(network => network.Explained)} of {group.Count()} solved ones explained",
            group.Count(), null, "nothing to compare with"));

    private static Figure Plane(JudgedNetwork[] solved)
    {
        var transformers = solved.Where(network => network.AttentionRate is not null).ToArray();
        PointTrace Points(string name, int colour, Func<JudgedNetwork, double?> value) => new(
            name, [.. transformers.Select(network => (Value)network.AttentionRate)],
            [.. transformers.Select(network => (Value)value(network))]) { Colour = ColourRole.Series(colour) };
        return Figure.Of("Attention rate and kind", Axis.Linear("attention rate", 0, 1), Axis.Linear("measure, 0 to 1"),
            Points("symmetricity", 0, network => network.Symmetricity),
            Points("distance irrelevance", 1, network => network.DistanceIrrelevance),
            Points("share of the clock", 2, network => network.Clock)) with
        {
            Caption = "Solved transformers of one layer: gradient symmetricity and distance irrelevance (of the largest wrong "
                + "logit, as Zhong et al. (2023) tabulate it), and the clock's share of the mixture of each circle alone, "
                + "weighted by the energy of each frequency. In their 817 networks with round embeddings symmetricity is 0.99 "
                + "below a rate of 0.5, 0.73 at 0.65, 0.55 at 0.85 and 0.45 at 0.95; distance irrelevance 0.29, 0.62, 0.78 and "
                + "0.82.",
        };
    }

    // In their 817 networks with round embeddings, fixed width, one layer.
    private static readonly (double From, double To, double Symmetricity, double DistanceIrrelevance)[] Published =
        [(0, 0.5, 0.99, 0.29), (0.5, 0.7, 0.83, 0.52), (0.7, 0.9, 0.59, 0.73), (0.9, 1.01, 0.45, 0.82)];

    private static IEnumerable<Comparison> Rates(JudgedNetwork[] solved) => Published.Select(bin =>
    {
        var here = solved.Where(network => network.AttentionRate >= bin.From && network.AttentionRate < bin.To).ToArray();
        string Mean(Func<JudgedNetwork, double?> value) => Words.Range(here.Select(value).OfType<double>());
        return Comparison.Of(
            string.Create(CultureInfo.InvariantCulture, $"attention rate {bin.From} to {Math.Min(1, bin.To)}, one layer"),
            string.Create(
                CultureInfo.InvariantCulture, $"symmetricity {bin.Symmetricity}, distance irrelevance {bin.DistanceIrrelevance}"),
                    Paper + ", 817 runs",
            $"symmetricity {Mean(network => network.Symmetricity)}, distance irrelevance "
                + $"{Mean(network => network.DistanceIrrelevance)}, share of the clock {Mean(network => network.Clock)}",
            here.Length, null,
            "theirs are 128 wide and without \"=\", and those of one circle a frequency; these are all that are solved");
    });

    private static Table Table(JudgedNetwork[] all) => new(
        "Every network. Fails at: the first rung that does not hold.",
        [
            new("network"), new("family"), new("p", true), new("width", true), new("neurons", true), new("rate", true),
            new("trained on", true), new("decay", true), new("steps", true),
            new("accuracy", true), new("fails at"), new("by"), new("logits", true), new("two-sided", true), new("rotated", true),
            new("causes", true), new("S(e)", true), new("certified", true),
            new("clock", true), new("symmetricity", true), new("distance irrelevance", true),
        ],
        [.. all.Select(network => network.Row())]);
}
