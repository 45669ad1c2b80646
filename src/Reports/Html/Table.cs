using Microsoft.Data.Analysis;

namespace Grokking.Reports;

/// <summary>A table, numbered through the report.</summary>
/// <param name="Caption">What the table shows, plain text.</param>
/// <param name="Columns">The columns, at least one.</param>
/// <param name="Rows">The rows; each has a cell of plain text for each column.</param>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed record Table(string Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : ReportBlock
{
    /// <summary>
    /// A table of objects, a row each, a column for each public property: <c>Table.Of("Heads", heads.Select(head => new { head.Head,
    /// head.Frequency }))</c>. Numbers have three significant digits, absent values a dash.
    /// </summary>
    /// <typeparam name="T">A record, or an anonymous type.</typeparam>
    /// <param name="caption">What the table shows.</param>
    /// <param name="rows">The objects.</param>
    public static Table Of<T>(string caption, IEnumerable<T> rows) => TableRows.Of(caption, rows);

    /// <summary>A table of all rows and columns of a data frame: <c>Table.Of("Losses", run.Metrics.ToDataFrame().Tail(5))</c>.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="frame">The frame.</param>
    public static Table Of(string caption, DataFrame frame) => TableRows.Of(caption, frame);
}
