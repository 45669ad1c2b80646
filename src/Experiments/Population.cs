using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Networks drawn at random from a frozen grid, each judged by the frozen rule of <see cref="ExplanationRule"/>: how many of those
/// that solve their task are explained, and whether anything that should not be comes out explained.</summary>
public sealed class Population() : Experiment("population", "Every network explained, or named with the rung that fails")
{
    private const string Paper = "Zhong et al. 2023";

    /// <summary>Networks of the small scale, on which the rule was looked at before it was frozen.</summary>
    internal const int SmallCount = 40;

    /// <summary>Networks that the frozen rule judges.</summary>
    internal const int PaperCount = 200;

    /// <inheritdoc/>
    public override string Question =>
        "Zhong et al. (2023) could tell about 40 % of their networks for clocks, pizzas or varieties of them; the rest nobody has deciphered. Here networks are drawn from a grid of architectures and "
        + $"settings with a fixed seed, trained, and judged by a rule whose thresholds were frozen before ({ExplanationRule.Frozen}). What share of the solved ones is explained, and by which rung do the others fail?";

    /// <inheritdoc/>
    public override string Scaled => $"{SmallCount} networks of the same grid and another seed in place of {PaperCount}; those on which the rule was looked at before it was frozen, so that it proves nothing by them.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        JudgedNetwork[] all = [.. runs.All.Where(outcome => outcome.Result.Status == SweepStatus.Finished).Select(outcome => JudgedNetwork.Of(runs, outcome)).OfType<JudgedNetwork>()];
        JudgedNetwork[] solved = [.. all.Where(network => network.Solved)];
        return new ExperimentFindings([Explained(solved, all.Length), .. ByRung(solved), FalseAlarms(all), Certified(solved), .. Families(solved)], [Plane(solved)])
        {
            More = [Table(all)],
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale) => PopulationDraw.Of(scale).Select(config => new SweepGrid(config));

    private static Comparison Explained(JudgedNetwork[] solved, int trained) => Comparison.Of(
        "solved networks that are explained", "about 40 % are varieties of clock and pizza", Paper,
        $"{solved.Count(network => network.Explained)} of {solved.Length} ({trained} trained); the others fail at "
        + string.Join(", ", solved.Where(network => !network.Explained).GroupBy(network => network.FailsAt).Select(group => $"{group.Key} ({group.Count()})").DefaultIfEmpty("nothing")),
        solved.Length, null, "another population, and another rule: theirs names kinds, this one asks whether single frequencies explain weights, behaviour and causes");

    private static IEnumerable<Comparison> ByRung(JudgedNetwork[] solved) => solved.Where(network => network.Explained).GroupBy(network => network.Rung).OrderBy(group => group.Key)
        .Select(group => Comparison.Of(
            $"explained by {group.Key?.Words() ?? "nothing"}", "not published", "–", $"{group.Count()} of {solved.Length} solved ones", group.Count(), null, "nothing to compare with"));

    private static Comparison FalseAlarms(JudgedNetwork[] all)
    {
        var unsolved = all.Where(network => !network.Solved).ToArray();
        var (passed, tried) = (all.Sum(network => network.ControlsPassed), all.Sum(network => network.Controls));
        return Comparison.Of(
            "explained that should not be", "none", "this rule",
            $"{passed} of {tried} controls with rotated, permuted or random frequencies; {unsolved.Count(network => network.Explained)} of {unsolved.Length} unsolved or memorised networks",
            all.Length, all.Length == 0 ? null : passed == 0 && !unsolved.Any(network => network.Explained), "agrees if there is none");
    }

    private static Comparison Certified(JudgedNetwork[] solved) => Comparison.Of(
        "certified share of pairs, over solved networks that have a certificate", "not published for a population", "–",
        Words.Range(solved.Where(network => network.Certified is not null).Select(network => network.Certified!.Value)), solved.Length, null, "nothing to compare with");

    private static IEnumerable<Comparison> Families(JudgedNetwork[] solved) => solved.GroupBy(network => network.Family).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => Comparison.Of(
            group.Key, "–", "–", $"{group.Count(network => network.Explained)} of {group.Count()} solved ones explained", group.Count(), null, "nothing to compare with"));

    private static Figure Plane(JudgedNetwork[] solved)
    {
        var transformers = solved.Where(network => network.AttentionRate is not null).ToArray();
        PointTrace Points(string name, int colour, Func<JudgedNetwork, double?> value) => new(
            name, [.. transformers.Select(network => (Value)network.AttentionRate)], [.. transformers.Select(network => (Value)value(network))]) { Colour = ColourRole.Series(colour) };
        return Figure.Of("Attention rate and kind", Axis.Linear("attention rate", 0, 1), Axis.Linear("measure, 0 to 1"),
            Points("symmetricity", 0, network => network.Symmetricity), Points("distance irrelevance", 1, network => network.DistanceIrrelevance), Points("share of the clock", 2, network => network.Clock)) with
        {
            Caption = "Solved transformers of one layer: gradient symmetricity and distance irrelevance (of the largest wrong logit, as Zhong et al. (2023) tabulate it), and the clock's share of the mixture, weighted by "
                + "the energy of each frequency. In their 817 networks with round embeddings symmetricity is 0.99 below a rate of 0.5, 0.73 at 0.65, 0.55 at 0.85 and 0.45 at 0.95; distance irrelevance 0.29, 0.62, 0.78 and 0.82.",
        };
    }

    private static Table Table(JudgedNetwork[] all) => new(
        "Every network. Fails at: the first rung that does not hold.",
        [new("network"), new("family"), new("accuracy", true), new("fails at"), new("by"), new("logits", true), new("two-sided", true), new("rotated", true), new("causes", true), new("certified", true), new("clock", true)],
        [.. all.Select(network => (IReadOnlyList<string>)
        [
            network.Id, network.Family, Words.Percent(network.Accuracy), network.FailsAt ?? "explained", network.Rung?.Words() ?? "–", Words.Number(network.Fraction), Words.Percent(network.TwoSided),
            Words.Number(network.Rotated), Words.Number(network.Interchange), Words.Percent(network.Certified), Words.Percent(network.Clock),
        ])]);
}

/// <summary>A network of the population, as the rule judged it.</summary>
internal sealed record JudgedNetwork(
    string Id, string Family, double? AttentionRate, double Accuracy, string? FailsAt, IdealRung? Rung, double? Fraction, double? TwoSided, double? Rotated, double? Interchange,
    double? Certified, double? Clock, int Controls, int ControlsPassed, double? Symmetricity, double? DistanceIrrelevance)
{
    public bool Solved => Accuracy >= ExplanationRule.Solved;

    public bool Explained => FailsAt is null;

    /// <summary>Judges a run's last checkpoint; null when it has none.</summary>
    public static JudgedNetwork? Of(ExperimentRuns runs, SweepOutcome outcome)
    {
        if (runs.Final(outcome) is not { Cyclic: { } view, Explanation: { } explanation })
        {
            return null;
        }
        var (model, judged) = (outcome.Run.Config.Model, explanation.Judged()?.Logits);
        var isOneLayer = model.Architecture.StartsWith("transformer", StringComparison.Ordinal) && model.NLayers == 1;
        var weight = explanation.Mixtures.Sum(mixture => mixture.LogitShare);
        return new JudgedNetwork(
            outcome.Run.Id, Name(outcome.Run.Config), isOneLayer ? model.AttentionRate : null, view.Scores.All.Accuracy, explanation.FailsAt, explanation.JudgedRung, judged?.FractionExplained, judged?.TwoSided,
            explanation.Controls.Where(control => control.Id == "rotated" && control.Rung == explanation.JudgedRung).Select(control => (double?)Math.Max(control.Logits.FractionExplained, control.Logits.TwoSided)).Max(),
            explanation.Causes(), explanation.Certificate?.Best,
            weight > 0 ? explanation.Mixtures.Sum(mixture => mixture.LogitShare * mixture.Clock) / weight : null, explanation.Controls.Count,
            explanation.Controls.Count(control => control.Passes), isOneLayer ? view.GradientSymmetricity?.Value : null, isOneLayer ? Interp.DistanceIrrelevance.Of(view)?.RunnerUp : null);
    }

    private static string Name(RunConfig config) => config.Model.Architecture.StartsWith("transformer", StringComparison.Ordinal)
        ? $"transformer, {config.Model.NLayers} layer{(config.Model.NLayers == 1 ? "" : "s")}"
        : config.Model.Architecture + (config.Model.Activation == ActivationKind.Quadratic ? ", squares" : "");
}

