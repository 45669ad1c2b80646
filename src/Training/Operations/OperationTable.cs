using System.Globalization;

namespace Grokking.Training;

/// <summary>The answers of an operation of one's own, written out. Immutable; a config holds it whole.</summary>
public sealed record OperationTable
{
    private const int LongestName = 100;

    /// <summary>What the left operands are called, [left].</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>What the right operands are called, [right].</summary>
    public IReadOnlyList<string> Right { get; init; } = [];

    /// <summary>What the answers are called, [answers].</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>The answer of each pair, an index of <see cref="Answers"/>, row by row, [left·right]; −1 where there is
    /// none.</summary>
    public IReadOnlyList<int> Cells { get; init; } = [];

    /// <summary>What is wrong with it, as a sentence; null when nothing is.</summary>
    internal string? Problem() =>
        NamesProblem("left", Left) ?? NamesProblem("right", Right) ?? NamesProblem("answers", Answers) ?? CellsProblem();

    /// <summary>
    /// Reads a table of comma-separated values: a line for each left operand, a cell for each right one, its value the answer; an
    /// empty cell for a pair that has none. Where the first cell is empty, the first line and the first cell of each line are
    /// names of the operands: those of the left side may be other than those of the right. Where both sides have the same names
    /// and an answer is one of them, all answers must be, and count in that order; else answers count in the order in which they
    /// occur. Without names, answers are whole numbers from 0.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no such table; the message names the line and the cell, what was expected and
    /// what came.</exception>
    public static OperationTable Read(string path)
    {
        var records = Csv.Records(InputFile.ReadText(path), path).Where(record => record.Cells is not [""]).ToList();
        Check(records.Count > 0, $"{path}: expected a line for each left operand, got none.");
        var hasNames = records[0].Cells[0].Trim().Length == 0;
        var table = hasNames ? Named(records, path) : Numbered(records, path);
        return table.Problem() is { } problem ? throw new InvalidDataException($"{path}: {problem}") : table;
    }

    private static OperationTable Numbered(List<Csv.Record> records, string path)
    {
        var width = records[0].Cells.Count;
        var cells = records.SelectMany(record =>
            Row(record, width, path).Select((cell, i) => Number(cell, $"{path}, line {record.Line}, cell {i + 1}"))).ToArray();
        return new OperationTable
        {
            Left = GroupTable.Numbers(records.Count),
            Right = GroupTable.Numbers(width),
            Answers = GroupTable.Numbers(cells.Max() + 1),
            Cells = cells,
        };
    }

    private static OperationTable Named(List<Csv.Record> records, string path)
    {
        string[] right = [.. records[0].Cells.Skip(1).Select(cell => cell.Trim())];
        Check(records.Count > 1, $"{path}: expected a line for each left operand below the names, got none.");
        string[][] rows = [.. records.Skip(1).Select(record => Row(record, right.Length + 1, path))];
        string[] left = [.. rows.Select(row => row[0])];
        string[] written = [.. rows.SelectMany(row => row.Skip(1)).Where(cell => cell.Length > 0).Distinct()];
        var isClosed = left.ToHashSet().SetEquals(right) && written.Any(left.Contains);
        var answers = isClosed ? left : written;
        var number = answers.Distinct().Index().ToDictionary(item => item.Item, item => item.Index);
        int Answer(int row, int column)
        {
            var cell = rows[row][column + 1];
            Check(cell.Length == 0 || number.ContainsKey(cell),
                $"{path}, line {records[row + 1].Line}, row '{ForeignText.Show(left[row])}', column "
                + $"'{ForeignText.Show(right[column])}': expected one of {Some(answers)}, got '{ForeignText.Show(cell)}'.");
            return cell.Length == 0 ? -1 : number[cell];
        }
        int[] cells = [.. from row in Enumerable.Range(
            0, left.Length) from column in Enumerable.Range(0, right.Length) select Answer(row, column)];
        return new OperationTable { Left = left, Right = right, Answers = answers, Cells = cells };
    }

    private static string[] Row(Csv.Record record, int width, string path)
    {
        Check(record.Cells.Count == width,
            $"{path}, line {record.Line}: expected {width} cells, as in the first line, got {record.Cells.Count}.");
        return [.. record.Cells.Select(cell => cell.Trim())];
    }

    private static int Number(string cell, string place)
    {
        if (cell.Length == 0)
        {
            return -1;
        }
        var isNumber = int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < BinaryOperation.LargestSize;
        Check(isNumber,
            $"{place}: expected a whole number 0 to {BinaryOperation.LargestSize - 1}, got '{ForeignText.Show(cell)}'. "
            + "Names go with a first line and a first column of names, whose common first cell is empty.");
        return number;
    }

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(8).Select(name => ForeignText.Show(name))) + (names.Length > 8 ? ", …" : "");

    private static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message);
        }
    }

    private static string? NamesProblem(string side, IReadOnlyList<string> names)
    {
        if (names.Count is < 1 or > BinaryOperation.LargestSize)
        {
            return $"{side}: expected 1 to {BinaryOperation.LargestSize} names, got {names.Count}.";
        }
        var bad = names.FirstOrDefault(name =>
            name is null || name.Length is 0 or > LongestName || ForeignText.Printable(name) != name);
        return names.Any(name => string.IsNullOrEmpty(name)) ? $"{side}: expected a name for each, got an empty one."
            : bad is not null
            ? $"{side}: expected names of at most {LongestName} printable characters, got '{ForeignText.Show(bad)}'."
            : names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? $"{side}: expected different names, got '{ForeignText.Show(twice.Key)}' {twice.Count()} times."
            : null;
    }

    private string? CellsProblem()
    {
        if (Cells.Count != Left.Count * Right.Count)
        {
            return $"cells: expected {Left.Count}·{Right.Count} = {Left.Count * Right.Count}, got {Cells.Count}.";
        }
        var wrong = Cells.Index().FirstOrDefault(item => item.Item < -1 || item.Item >= Answers.Count, (Index: -1, Item: 0));
        return wrong.Index >= 0
            ? $"cells[{wrong.Index}]: expected an answer 0 to {Answers.Count - 1}, or −1 for none, got {wrong.Item}."
            : Cells.All(cell => cell < 0) ? "cells: expected at least one answer, got none."
            : null;
    }
}
