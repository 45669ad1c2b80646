namespace Grokking.Reports;

/// <summary>Lines as they are, in a fixed-width font.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="IsCode">Whether it is source code; else it is what code printed.</param>
public sealed record Preformatted(string Text, bool IsCode) : ReportBlock;
