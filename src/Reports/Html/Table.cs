using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
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
    /// A table of objects, a row each, a column for each public property: <c>Table.Of("Heads", heads.Select(head => new {
    /// head.Head, head.Frequency }))</c>. Numbers have three significant digits, absent values a dash.
    /// </summary>
    /// <typeparam name="T">A record, or an anonymous type.</typeparam>
    /// <param name="caption">What the table shows.</param>
    /// <param name="rows">The objects.</param>
    public static Table Of<T>(string caption, IEnumerable<T> rows) => TableRows.Of(caption, rows);

    /// <summary>A table of all rows and columns of a data frame: <c>Table.Of("Losses",
    /// run.Metrics.ToDataFrame().Tail(5))</c>.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="frame">The frame.</param>
    public static Table Of(string caption, DataFrame frame) => TableRows.Of(caption, frame);
}

/// <summary>A column of a table. A string converts to a column of text.</summary>
/// <param name="Heading">What the column holds, with its unit; plain text.</param>
/// <param name="IsNumeric">Whether its cells are numbers, which stand flush right.</param>
public sealed record TableColumn(string Heading, bool IsNumeric = false)
{
    /// <summary>A column of text.</summary>
    public static implicit operator TableColumn(string heading) => new(heading);

    /// <summary>A column of numbers.</summary>
    public static TableColumn Number(string heading) => new(heading, IsNumeric: true);
}

/// <summary>Makes tables of objects by their properties.</summary>
internal static partial class TableRows
{
    /// <summary>A table with a row for each object and a column for each of its public properties.</summary>
    public static Table Of<T>(string caption, IEnumerable<T> rows)
    {
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToList();
        return new Table(
            caption,
            [.. properties.Select(property => new TableColumn(Heading(property.Name), IsNumber(property.PropertyType)))],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. properties.Select(property => Cell(property.GetValue(row)))])]);
    }

    /// <summary>A table with the columns of a data frame and its rows, or the first of them.</summary>
    public static Table Of(string caption, DataFrame frame, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new Table(
            caption,
            [.. frame.Columns.Select(column => new TableColumn(column.Name, IsNumber(column.DataType)))],
            [.. frame.Rows.Take(most).Select(row => (IReadOnlyList<string>)[.. row.Select(Cell)])]);
    }

    // FveClock becomes "fve clock"; a name in letters of the field, such as W_E, stays.
    private static string Heading(string name) =>
        name.Contains('_', StringComparison.Ordinal)
            ? name : WordStart().Replace(name, match => " " + match.Value).Trim().ToLowerInvariant();

    private static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } value && value != typeof(bool);

    private static string Cell(object? value) => value switch
    {
        null => Text.Number(null),
        double number => Text.Number(number),
        float number => Text.Number(number),
        bool truth => truth ? "true" : "false",
        string text => text,
        IEnumerable<int> numbers => Text.List(numbers),
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}

/// <summary>Turns tables into HTML.</summary>
internal static class TableHtml
{
    /// <summary>Throws when a row has another number of cells than the table has columns.</summary>
    /// <exception cref="ArgumentException">A row has.</exception>
    public static void Require(Table table)
    {
        var odd = table.Rows.FirstOrDefault(row => row.Count != table.Columns.Count);
        Training.Require.That(
            odd is null, $"expected {table.Columns.Count} cells in each row, got {odd?.Count}.", $"table '{table.Caption}'");
    }

    /// <summary>A table with its caption, for a notebook or a page of another's making.</summary>
    /// <exception cref="ArgumentException">A row has another number of cells than the table has columns.</exception>
    public static string Fragment(Table table)
    {
        Require(table);
        var html = new HtmlText();
        Write(html, table, label: "");
        return html.ToString();
    }

    /// <summary>Writes a table and its caption.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="table">The table.</param>
    /// <param name="label">What stands before the caption: <c>Table 3.</c></param>
    public static void Write(HtmlText html, Table table, string label)
    {
        html.Markup("<div class=\"table\">\n<p>");
        if (label.Length > 0)
        {
            var id = HtmlText.Encode(label.TrimEnd('.').ToLowerInvariant().Replace(' ', '-'));
            html.Markup($"<a id=\"{id}\" href=\"#{id}\"><strong>").Text(label).Markup("</strong></a> ");
        }
        html.Text(table.Caption).Markup("</p>\n<div tabindex=\"0\"><table>\n<thead><tr>");
        foreach (var column in table.Columns)
        {
            html.Element(column.IsNumeric ? "th class=\"number\"" : "th", column.Heading);
        }
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Markup("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                html.Element(table.Columns[i].IsNumeric ? "td class=\"number\"" : "td", row[i]);
            }
            html.Markup("</tr>\n");
        }
        html.Markup("</tbody>\n</table></div>\n</div>\n");
    }
}
