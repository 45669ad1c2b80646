namespace Grokking.Reports;

/// <summary>A table, numbered through the report.</summary>
/// <param name="Caption">What the table shows, plain text.</param>
/// <param name="Columns">The columns, at least one.</param>
/// <param name="Rows">The rows; each has a cell of plain text for each column.</param>
public sealed record Table(string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : ReportBlock;
