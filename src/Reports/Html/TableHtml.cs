namespace Grokking.Reports;

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
            html.Markup("<strong>").Text(label).Markup("</strong> ");
        }
        html.Text(table.Caption).Markup("</p>\n<div><table>\n<thead><tr>");
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
