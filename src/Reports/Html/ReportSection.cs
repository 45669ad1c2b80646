namespace Grokking.Reports;

/// <summary>A section of a report.</summary>
/// <param name="Heading">Its heading, plain text; also its line in the table of contents.</param>
/// <param name="Blocks">Paragraphs, figures and tables in order.</param>
public sealed record ReportSection(string Heading, IReadOnlyList<ReportBlock> Blocks);
