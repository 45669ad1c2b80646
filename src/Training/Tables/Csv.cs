using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>
/// The lines of tables: RFC 4180 with line ends of one character, UTF-8. Numbers are in invariant culture and round-trip exactly,
/// an absent value is empty, truth is <c>true</c> or <c>false</c>, enumerations are snake case as in JSON.
/// </summary>
public static partial class Csv
{
    private static readonly char[] Special = [',', '"', '\n', '\r'];

    /// <summary>A line without its end.</summary>
    /// <param name="cells">Text, numbers, truth values, enumerations, or null for no value.</param>
    public static string Line(IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell));

    /// <summary>An enumeration's value as files have it.</summary>
    internal static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The cells of each line, quotes taken off, with the number of the line, from 1; a cell with line ends in it goes on over several.</summary>
    /// <exception cref="InvalidDataException">Quotes do not close, or stand within a cell; the message names the source and line.</exception>
    internal static IEnumerable<(int Line, IReadOnlyList<string> Cells)> Records(string text, string source)
    {
        var (begun, line, cells) = (1, 1, new List<string>());
        for (var position = 0; position < text.Length || cells.Count > 0;)
        {
            var cell = AnyCell().Match(text, position);
            if (!cell.Success)
            {
                throw new InvalidDataException($"{source}, line {line}: expected cells with commas between them, and quotes around a whole cell.");
            }
            cells.Add(cell.Groups["plain"].Value + cell.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal));
            position += cell.Length;
            line += cell.Value.Count(letter => letter == '\n');
            if (cell.Groups["end"].Value != ",")
            {
                yield return (begun, cells);
                (begun, cells) = (line, []);
            }
        }
    }

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

    [GeneratedRegex("""\G(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^",\r\n]*))(?<end>,|\r?\n|\z)""")]
    private static partial Regex AnyCell();
}
