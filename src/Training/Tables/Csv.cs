using System.Globalization;
using System.Text.Json;

namespace Grokking.Training;

/// <summary>
/// How tables are written: RFC 4180 with line ends of one character, a header first, UTF-8. Numbers are in invariant culture and
/// round-trip exactly, an absent value is empty, truth is <c>true</c> or <c>false</c>, enumerations are snake case as in JSON.
/// </summary>
public static class Csv
{
    private static readonly char[] Special = [',', '"', '\n', '\r'];

    /// <summary>A table with its header.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">What each row is made of.</param>
    public static string Table<TRow>(IReadOnlyList<CsvColumn<TRow>> columns, IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var lines = rows.Select(row => Line(columns.Select(column => column.Value(row)))).Prepend(Line(columns.Select(column => column.Name)));
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>A line without its end.</summary>
    /// <param name="cells">Text, numbers, truth values, enumerations, or null for no value.</param>
    public static string Line(IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell));

    private static string Cell(object? value) => Quoted(value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    });

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
