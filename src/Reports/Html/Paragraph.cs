namespace Grokking.Reports;

/// <summary>A paragraph.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Paragraph(string Text) : ReportBlock;
