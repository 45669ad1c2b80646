namespace Grokking.Reports;

/// <summary>Text with headings, lists, links and emphasis.</summary>
/// <param name="Markdown">Markdown; HTML in it is shown as text.</param>
public sealed record Prose(string Markdown) : ReportBlock;
