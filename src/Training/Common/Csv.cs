using System.Globalization;
using System.Text.Json;

namespace Grokking.Training;

/// <summary>
/// The lines of tables: RFC 4180 with line ends of one character, UTF-8. Numbers are in invariant culture and round-trip exactly,
/// an absent value is empty, truth is <c>true</c> or <c>false</c>, enumerations are snake case as in JSON.
/// </summary>
public static class Csv
{
    /// <summary>Those of 25,000 checkpoints. A cell that is empty takes one byte in the file and 8 here.</summary>
    internal const int MostCells = 4_000_000;

    private static readonly char[] Special = [',', '"', '\n', '\r'];

    /// <summary>A line without its end.</summary>
    /// <param name="cells">Text, numbers, truth values, enumerations, or null for no value.</param>
    public static string Line(IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell));

    /// <summary>An enumeration's value as files have it.</summary>
    internal static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The lines of a table; one with a cell that has line ends in it goes on over several.</summary>
    /// <exception cref="InvalidDataException">Quotes do not close, or stand within a cell; the message names the source and
    /// line.</exception>
    internal static List<Record> Records(string text, string source)
    {
        var records = new List<Record>();
        var (begun, line, count, cells) = (1, 1, 0, new List<string>());
        for (var start = 0; start < text.Length || cells.Count > 0;)
        {
            var end = CellEnd(text, start);
            if (end < 0)
            {
                throw new InvalidDataException(
                    $"{source}, line {line}: expected cells with commas between them, and quotes around a whole cell.");
            }
            if (++count > MostCells)
            {
                throw new InvalidDataException($"{source}, line {line}: expected at most {MostCells} values in all.");
            }
            var cell = text[start..end];
            cells.Add(Unquoted(cell));
            line += cell.Count(letter => letter == '\n');
            if (end == text.Length || text[end] == '\n')
            {
                records.Add(new Record(begun, cells));
                (begun, cells) = (++line, []);
            }
            start = end + 1;
        }
        return records;
    }

    // Where the comma, the line feed or the end of the text is that ends a cell; -1 when quotes do not close or stand within it.
    private static int CellEnd(string text, int start)
    {
        var end = start;
        // Two quotes side by side are one of the text; a single one ends it.
        while (end < text.Length && text[end] == '"')
        {
            end = text.IndexOf('"', end + 1) + 1;
            if (end == 0)
            {
                return -1;
            }
        }
        var isQuoted = end > start;
        end += isQuoted && text.AsSpan(end).StartsWith("\r\n") ? 1 : 0;
        var rest = text.AsSpan(end).IndexOfAny(',', '\n', '"');
        var next = rest < 0 ? text.Length : end + rest;
        return (rest >= 0 && text[next] == '"') || (isQuoted && next > end) ? -1 : next;
    }

    private static string Unquoted(string cell) =>
        cell.TrimEnd('\r') is ['"', .. var inner, '"']
            ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : cell.TrimEnd('\r');

    private static string Cell(object? value) => Quoted(value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        Enum word => Word(word),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    });

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>The cells of a line.</summary>
    /// <param name="Line">The number of the line on which it begins, from 1.</param>
    /// <param name="Cells">The cells, quotes taken off.</param>
    internal sealed record Record(int Line, IReadOnlyList<string> Cells);
}
