using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>Verdicts in words.</summary>
internal static class VerdictText
{
    /// <summary>The verdict in a word or two; a dash where there is none.</summary>
    public static string Word(Analysis analysis) =>
        analysis.Groups?.Verdict is { } kind ? Word(kind) : analysis.Circuits?.Verdict.ToString().ToLowerInvariant() ?? "-";

    /// <summary>The verdict on a network that multiplies in a group.</summary>
    public static string Word(GroupKind kind) => kind == GroupKind.Both ? "irreps and cosets" : kind.ToString().ToLowerInvariant();

    /// <summary>The verdict and why, in a sentence, and what the paper says of a network that it published; null without a verdict.</summary>
    public static string? Sentence(Analysis analysis) => analysis switch
    {
        { Groups: { Verdict: { } kind } groups } => $"{Capital(Word(kind))}: {groups.Reason!.TrimEnd('.')}.",
        { Circuits: { } circuits } => $"{circuits.Verdict}: {circuits.Reason}."
            + (PublishedNetwork.Of(analysis) is { } published ? $" {published.Remark(circuits.Verdict)}" : ""),
        _ => null,
    };

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}

/// <summary>The numbers behind a verdict, a row a circle, or an ideal of a network that multiplies in a group.</summary>
internal static class EvidenceText
{
    // What a page of 80 columns has room for; analysis.json has all.
    private static readonly string[] Shown = ["clock fit", "smooth pizza fit", "pizza weight", "o2", "phases"];

    /// <summary>Adds the table and what its words mean; nothing where there is no circle.</summary>
    public static void AddTo(TextPage page, Analysis analysis)
    {
        if (analysis.Groups?.Ideals is { } ideals)
        {
            page.Table(["ideal", ">accuracy", ">logits", ">margins"],
                [.. ideals.Select(ideal => (string[])
                [
                    ideal.Id.Replace('_', ' '), NumberText.Percent(ideal.Accuracy),
                    NumberText.Percent(Math.Max(0, ideal.RSquared)), NumberText.Percent(ideal.TwoSided),
                ])]);
        }
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
