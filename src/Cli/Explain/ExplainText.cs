using System.Globalization;
using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>Explanations as a table, and the ladder of each network.</summary>
internal static class ExplainText
{
    /// <summary>One row a checkpoint, then the ladder of each.</summary>
    public static TextPage Of(IReadOnlyList<ExplainedSubject> explained, int width)
    {
        var names = ClassifyText.Names([.. explained.Select(item => item.Subject.Path)]);
        var page = new TextPage(width).Table(
            ["checkpoint", ">acc.", ">logits", ">sure", ">rot.", ">cause", ">cert.", "verdict"],
            [.. explained.Select((item, i) => Row(names[i], item))]);
        page.Line().Paragraph(
            "acc. accuracy over all pairs; logits share of them that the ideal network explains; sure share of pairs on which it "
            + "deviates by less than its margin; rot. the larger of these two with other frequencies; cause share of the logits "
            + "after interchanges that is predicted; cert. share of pairs certified.");
        foreach (var (item, name) in explained.Zip(names))
        {
            page.Line().Heading(name).Paragraph(item.Subject.Checkpoint.Reading);
            if (item.Explanation is { } explanation)
            {
                Add(page, explanation);
            }
            else if (item.Groups?.Explanation is { } ofGroup)
            {
                page.Pairs(("verdict", Verdict(ofGroup.FailsAt)));
                page.Pairs([.. ofGroup.Rungs.Select(rung => (rung.Id, string.Join("; ", rung.Checks.Select(Words))))]);
            }
            else
            {
                page.Pairs(
                    ("no explanation",
                        $"{item.Subject.Checkpoint.Operation.Description} is no product of a group, not even in disguise"));
            }
        }
        return page;
    }

    /// <summary>What an explanation says, rung by rung.</summary>
    public static void Add(TextPage page, Explanation explanation)
    {
        page.Pairs(
            ("verdict", Verdict(explanation.FailsAt) + (explanation.JudgedRung is { } rung ? $", by {rung.Words()}" : "")));
        page.Pairs([.. explanation.Rungs.Select(rung => (rung.Id, string.Join("; ", rung.Checks.Select(Words))))]);
        page.Pairs([.. explanation.Mixtures.Select(mixture => ($"k = {mixture.Frequency}", Words(explanation, mixture)))]);
        if (explanation.Certificate is { } certificate)
        {
            page.Pairs(
                ("certified",
                    string.Join(", ", certificate.Bounds.Select(bound => $"{bound.Id} {NumberText.Percent(bound.Certified)}"))));
        }
    }

    private static string[] Row(string name, ExplainedSubject item)
    {
        if (item.Groups?.Explanation is { } ofGroup)
        {
            return Row(name, item.Accuracy, ofGroup);
        }
        var (explanation, judged) = (item.Explanation, item.Explanation?.Judged()?.Logits);
        var rotated = explanation?.Controls.Where(control => control.Id == "rotated" && control.Rung == explanation.JudgedRung)
            .Select(control => Math.Max(control.Logits.FractionExplained, control.Logits.TwoSided)).DefaultIfEmpty(double.NaN)
            .Max();
        return
        [
            name, Value(item.Accuracy), Value(judged?.FractionExplained), Value(judged?.TwoSided), Value(rotated),
            Value(explanation?.Causes()),
            Value(explanation?.Certificate?.Best),
            explanation is null ? "-" : explanation.FailsAt is { } rung ? $"no: {rung}" : "explained",
        ];
    }

    private static string[] Row(string name, double accuracy, GroupExplanation explanation)
    {
        return
        [
            name, Value(accuracy), Value(Checked("fraction_explained")), Value(Checked("two_sided")),
            Value(Checked("other_fraction_explained") is { } fraction
                ? Math.Max(fraction, Checked("other_two_sided") ?? 0) : null),
            Value(Checked("interchange_fraction_explained")), "-", explanation.FailsAt is { } rung ? $"no: {rung}" : "explained",
        ];

        double? Checked(string id) => explanation.Rungs.SelectMany(rung => rung.Checks).First(check => check.Id == id).Value;
    }

    private static string Verdict(string? failsAt) => failsAt is null ? "explained" : $"unexplained: fails at {failsAt}";

    private static string Words(ExplanationCheck check) => string.Create(CultureInfo.InvariantCulture,
        $"{check.Id.Replace('_', ' ')} {Value(check.Value)} {(check.Holds ? "" : "FAILS ")}(at "
            + $"{(check.AtLeast ? "least" : "most")} {Value(check.Threshold)})");

    private static string Words(Explanation explanation, FrequencyMixture mixture)
    {
        var alone = mixture.Alone is { } circle ? $"alone {Mix(circle.Clock, circle.Pizza, circle.Fit)}; with the others " : "";
        var text = $"{alone}{Mix(mixture.Clock, mixture.Pizza, mixture.Fit)}; {NumberText.Percent(mixture.LogitShare)} of S(e)";
        return explanation.Clusters.FirstOrDefault(cluster => cluster.Frequency == mixture.Frequency) is not { } cluster ? text
            : $"{text}; {NumberText.Count(cluster.Neurons, "neuron")}, rank {Value(cluster.Rank)}, phases aligned "
                + $"{Value(cluster.Alignment)}, "
            + $"second order {NumberText.Percent(cluster.SecondOrder)}"
            + (cluster.ReadLine
                ? $"; they read a number line, which holds {NumberText.Percent(cluster.LineShare)} of what they receive, a wave "
                    + NumberText.Percent(cluster.WaveShare) : "");
    }

    private static string Mix(double clock, double pizza, double fit) =>
        $"clock {NumberText.Percent(clock)}, pizza {NumberText.Percent(pizza)}, fit {NumberText.Percent(fit)}";

    // Short: the table must fit 80 columns beside a name.
    private static string Value(double? value) => value is not { } number || !double.IsFinite(number) ? "-"
        : Math.Abs(number) < 10
        ? number.ToString("0.00", CultureInfo.InvariantCulture) : number.ToString("0", CultureInfo.InvariantCulture);
}
