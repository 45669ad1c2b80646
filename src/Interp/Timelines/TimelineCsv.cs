using System.Globalization;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Reads the CSV form of a timeline.</summary>
internal static class TimelineCsv
{
    /// <summary>Those of 25,000 checkpoints. A value that is absent takes one byte in the file and 24 here.</summary>
    private const int MostValues = 4_000_000;

    /// <summary>Name of the first column.</summary>
    public const string StepColumn = "step";

    /// <summary>Reads a whole table.</summary>
    /// <exception cref="InvalidDataException">Not such a table; the message names the source and line.</exception>
    public static Timeline Read(TextReader reader, string source)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var header = reader.ReadLine()?.Split(',') ?? [];
        if (header is not [StepColumn, ..])
        {
            throw new InvalidDataException(
                $"{source}, line 1: expected a header that starts with '{StepColumn}', got '{ForeignText.Show(string.Join(',', header.Take(20)))}'.");
        }
        var rows = new List<TimelineRow>();
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if ((rows.Count + 1L) * header.Length > MostValues)
            {
                throw new InvalidDataException($"{source}, line {rows.Count + 2}: expected at most {MostValues} values in all.");
            }
            rows.Add(Row(line, header.Length, $"{source}, line {rows.Count + 2}"));
        }
        try
        {
            return new Timeline(header[1..], rows);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{source}: expected columns of different names, and ascending steps.", error);
        }
    }

    private static TimelineRow Row(string line, int count, string place)
    {
        var cells = line.Split(',');
        if (cells.Length != count)
        {
            throw new InvalidDataException($"{place}: expected {count} values, got {cells.Length}.");
        }
        if (!int.TryParse(cells[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var step))
        {
            throw new InvalidDataException($"{place}: expected a step, got '{ForeignText.Show(cells[0])}'.");
        }
        return new TimelineRow(step, [.. cells[1..].Select(cell => Value(cell, place))]);
    }

    private static double? Value(string cell, string place)
    {
        if (cell.Length == 0)
        {
            return null;
        }
        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"{place}: expected a finite number or nothing, got '{ForeignText.Show(cell)}'.");
    }
}
