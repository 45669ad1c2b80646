using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The verdict as the report gives it: a sentence, the numbers behind it, and what each is.</summary>
internal static class CircuitEvidenceText
{
    /// <summary>The blocks of an analysis; none without a verdict.</summary>
    public static IReadOnlyList<ReportBlock> Of(Analysis analysis)
    {
        if (analysis.Circuits is not { } circuits)
        {
            return [];
        }
        var rows = EvidenceTable.Rows(analysis);
        return
        [
            new Paragraph($"{Sentence(analysis, circuits)}"),
            .. rows.Count == 0 ? [] : new ReportBlock[] { Circles(rows), Words() },
            Whole(analysis, circuits),
            Families(circuits),
        ];
    }

    /// <summary>The verdict and why, and what the paper says of a network that it published.</summary>
    public static string Sentence(Analysis analysis, AnalysisCircuits circuits) =>
        $"{circuits.Verdict}: {circuits.Reason}."
            + (PublishedNetwork.Of(analysis) is { } published ? $" {published.Remark(circuits.Verdict)}" : "");

    private static Table Circles(IReadOnlyList<EvidenceRow> rows) => new(
        "The circles of the embedding, one by one.",
        [TableColumn.Number("k"), "verdict", .. EvidenceTable.Columns.Select(column => TableColumn.Number(column.Heading))],
        [.. rows.Select(row =>
            (IReadOnlyList<string>)[row.Circle.K.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Kind,
                .. EvidenceTable.Columns.Select(column => column.Text(row))])]);

    private static Prose Words() =>
        new(string.Join('\n',
            EvidenceTable.Columns.Select(column => $"- **{column.Heading}** (`{column.Key}`): {column.Meaning}.")));

    private static Table Whole(Analysis analysis, AnalysisCircuits circuits)
    {
        (string Name, string Key, double? Value, string What)[] numbers =
        [
            ("gradient symmetricity", "circuits.gradient_symmetricity.value", circuits.GradientSymmetricity?.Value,
                "how alike a and b are treated: near 1 in a pizza, lower in a clock (Zhong et al. 2023)"),
            ("distance irrelevance, right logit", "circuits.distance_irrelevance.correct", circuits.DistanceIrrelevance?.Correct,
                "how little the right answer's logit depends on a − b: 0 a − b alone matters, 1 it does not"),
            ("distance irrelevance, runner-up", "circuits.distance_irrelevance.runner_up", circuits.DistanceIrrelevance?.RunnerUp,
                "the same of the largest other logit, as the paper's tables have it"),
            ("circularity", "circuits.circularity", circuits.Circularity,
                "whether the first four principal components of the embedding are circles: 1 pure ones"),
            ("second-order fraction", "circuits.second_order_fraction", circuits.SecondOrderFraction,
                "o2 of all neurons together"),
            ("accuracy, attention frozen", "circuits.attention_frozen.accuracy", circuits.AttentionFrozen?.Accuracy,
                "over all pairs, each attention weight replaced by its mean: attention can add then, not multiply"),
            ("accuracy, circles alone", "circuits.circles_together.accuracy", circuits.CirclesTogether?.Accuracy,
                "with the circles of the table, and the mean, for the whole embedding"),
        ];
        return new Table("The network as a whole.", ["number", TableColumn.Number("value"), "key in analysis.json", "what it is"],
            [.. numbers.Select(number =>
                (IReadOnlyList<string>)[number.Name, Text.Number(number.Value), number.Key, number.What])]);
    }

    private static Table Families(AnalysisCircuits circuits) => new(
        "The two-dimensional Fourier modes of the logits, split by what they depend on (Janati et al. 2026). An algorithm for "
            + "addition needs those of a + b alone.",
        ["modes of", TableColumn.Number("share of power"), TableColumn.Number("accuracy with these alone")],
        [.. circuits.ModeFamilies.Select(family =>
            (IReadOnlyList<string>)[FamilyName(family.Name), Text.Percent(family.PowerShare), Text.Percent(family.Accuracy)])]);

    private static string FamilyName(string name) => name switch
    {
        "first" => "a alone", "second" => "b alone", "sum" => "a + b", "difference" => "a − b", _ => name,
    };
}
