using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>Verdicts in words.</summary>
internal static class VerdictText
{
    /// <summary>The verdict in a word; a dash where there is none.</summary>
    public static string Word(AnalysisCircuits? circuits) => circuits?.Verdict.ToString().ToLowerInvariant() ?? "-";

    /// <summary>The verdict and why, in a sentence, and what the paper says of a network that it published.</summary>
    public static string Sentence(Analysis analysis, AnalysisCircuits circuits)
    {
        var word = circuits.Verdict.ToString();
        return $"{word}: {circuits.Reason}." + (PublishedNetwork.Of(analysis) is { } published ? $" {published.Remark(circuits.Verdict)}" : "");
    }
}

/// <summary>The numbers behind a verdict, a row a circle.</summary>
internal static class EvidenceText
{
    // What a page of 80 columns has room for; analysis.json has all.
    private static readonly string[] Shown = ["clock fit", "smooth pizza fit", "pizza weight", "o2", "phases"];

    /// <summary>Adds the table and what its words mean; nothing where there is no circle.</summary>
    public static void AddTo(TextPage page, Analysis analysis)
    {
        var rows = EvidenceTable.Rows(analysis);
        if (rows.Count == 0)
        {
            return;
        }
        var columns = EvidenceTable.Columns.Where(column => Shown.Contains(column.Heading)).ToArray();
        page.Table([">k", "", .. columns.Select(column => ">" + column.Heading)],
            [.. rows.Select(row => new[] { NumberText.Count(row.Circle.K), row.Kind }.Concat(columns.Select(column => column.Text(row).Replace('–', '-'))).ToArray())]);
        page.Paragraph("  fits: 2ρ - 1 of the circle alone, 1 perfect; o2: share of its neurons' variance that takes a product; phases: of a and b, 1 alike.", TextStyle.Quiet);
    }
}
