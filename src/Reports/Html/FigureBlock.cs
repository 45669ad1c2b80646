namespace Grokking.Reports;

/// <summary>A figure in its place in a report, numbered through the report.</summary>
/// <param name="Figure">The figure.</param>
public sealed record FigureBlock(Figure Figure) : ReportBlock;
