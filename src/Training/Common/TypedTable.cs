using System.Globalization;

namespace Grokking.Training;

/// <summary>
/// A table of typed columns, from which each form of it is written: CSV here, a data frame and Parquet by Grokking.Interp.
/// Immutable.
/// </summary>
public sealed class TypedTable
{
    private readonly IReadOnlyList<IReadOnlyList<object?>> values;

    /// <summary>A table from its columns.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="values">For each column its value in each row: of the column's type, or null where it can be missing.</param>
    /// <exception cref="ArgumentException">A column is named twice, one has another number of rows, or a value does not fit its
    /// column.</exception>
    public TypedTable(IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<object?>> values)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        (Columns, this.values) = (columns, values);
        RowCount = values.Count == 0 ? 0 : values[0].Count;
        Require.That(
            columns.Select(column => column.Name).Distinct().Count() == columns.Count, "expected different names.",
            nameof(columns));
        Require.That(values.Count == columns.Count, $"expected {columns.Count} columns, got {values.Count}.", nameof(values));
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, rows) = (columns[i], values[i]);
            Require.That(rows.Count == RowCount, $"expected {RowCount} rows as before, got {rows.Count}.", column.Name);
            Require.That(rows.All(value => Fits(column, value)), $"expected {Expected(column)} in each row.", column.Name);
        }
    }

    /// <summary>The columns, in their order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The values of a column by its place, from 0; null where one is missing.</summary>
    public IReadOnlyList<object?> this[int column] => values[column];

    /// <summary>A table from what its rows are made of.</summary>
    /// <typeparam name="TRow">What each row is made of.</typeparam>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows; read once.</param>
    /// <exception cref="ArgumentException">A column is named twice, or a value is missing that cannot be.</exception>
    public static TypedTable Of<TRow>(IReadOnlyList<Column<TRow>> columns, IEnumerable<TRow> rows)
    {
        var all = rows.ToList();
        return new TypedTable(columns, [.. columns.Select(column => all.ConvertAll(column.Value))]);
    }

    /// <summary>The table as CSV: a header, then a line for each row.</summary>
    public string ToCsv()
    {
        var rows =
            Enumerable.Range(0, RowCount).Select(row => Csv.Line(Columns.Select((column, i) => column.Cell(values[i][row]))));
        return string.Concat(rows.Prepend(Header(Columns)).Select(line => line + "\n"));
    }

    /// <summary>Writes the table as a CSV file, as a whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public void WriteCsv(string path) => AtomicFile.WriteText(path, ToCsv());

    /// <summary>Reads a table as <see cref="ToCsv"/> writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <param name="columnOf">The column of a name in the header.</param>
    /// <exception cref="InvalidDataException">Not such a table; the message names the source, the line and the
    /// column.</exception>
    public static TypedTable ParseCsv(string text, string source, Func<string, Column> columnOf)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(columnOf);
        return Csv.Records(text, source) is [var header, .. var rows]
            ? OfRecords(header, rows, source, columnOf)
            : throw new InvalidDataException($"{source}, line 1: expected a header, got nothing.");
    }

    /// <summary>A table of records of text, as <see cref="ParseCsv"/>.</summary>
    internal static TypedTable OfRecords(Csv.Record header, List<Csv.Record> rows, string source, Func<string, Column> columnOf)
    {
        if (rows.Find(row => row.Cells.Count != header.Cells.Count) is { } odd)
        {
            throw new InvalidDataException(
                $"{source}, line {odd.Line}: expected {header.Cells.Count} values, got {odd.Cells.Count}.");
        }
        if (header.Cells.Where((name, i) => header.Cells.Take(i).Contains(name)).FirstOrDefault() is { } twice)
        {
            throw new InvalidDataException($"{source}, line 1: expected different names, got '{ForeignText.Show(twice)}' twice.");
        }
        List<Column> columns = [.. header.Cells.Select(columnOf)];
        return new TypedTable(
            columns,
            [.. columns.Select((column, i) =>
                rows.ConvertAll(row => Parse(column, row.Cells[i], $"{source}, line {row.Line}")))]);
    }

    /// <summary>The first line of a table's CSV, without its end.</summary>
    internal static string Header(IEnumerable<Column> columns) => Csv.Line(columns.Select(column => column.Name));

    private static bool Fits(Column column, object? value) => value is null ? column.IsNullable : value.GetType() == column.Type;

    private static object? Parse(Column column, string cell, string place)
    {
        object? value = cell.Length == 0 ? null
            : column.Type == typeof(int)
            ? int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null
            : column.Type == typeof(double)
            ? double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null
            : column.Type == typeof(bool) ? cell switch { "true" => true, "false" => false, _ => null }
            : cell;
        return value is not null || (cell.Length == 0 && column.IsNullable)
            ? value
            : throw new InvalidDataException(
                $"{place}, {column.Name}: expected {Expected(column)}, got '{ForeignText.Show(cell)}'.");
    }

    private static string Expected(Column column) =>
        (column.Type == typeof(int)
            ? "a whole number" : column.Type == typeof(double)
            ? "a finite number" : column.Type == typeof(bool) ? "true or false" : "text")
        + (column.IsNullable ? " or nothing" : "");
}

/// <summary>A column of a table: what it is called, and what its values are.</summary>
/// <param name="Name">Its name in the header, snake case; never changes once released.</param>
/// <param name="Type">The type of its values: <c>int</c>, <c>double</c>, <c>bool</c> or <c>string</c>.</param>
/// <param name="IsNullable">Whether a row can be without a value.</param>
public record Column(string Name, Type Type, bool IsNullable)
{
    /// <summary>Number of decimals to which numbers are kept; null for all that they have.</summary>
    public int? Decimals { get; init; }

    /// <summary>What stands for a value in a line of CSV.</summary>
    internal object? Cell(object? value) =>
        value is double number && Decimals is { } decimals ? Rounded(number, decimals) : value;

    /// <summary>A number as the text of so many decimals.</summary>
    private protected static string Rounded(double number, int decimals) =>
        number.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}

/// <summary>A column of a table with what a row has in it. Enumerations are text, snake case as in JSON; text that is empty is
/// missing.</summary>
/// <typeparam name="TRow">What each row is made of.</typeparam>
public sealed record Column<TRow> : Column
{
    private readonly Func<TRow, object?> value;

    /// <summary>A column of whole numbers.</summary>
    public Column(string name, Func<TRow, int> value)
        : this(name, typeof(int), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of whole numbers, of which some can be missing.</summary>
    public Column(string name, Func<TRow, int?> value)
        : this(name, typeof(int), isNullable: true, row => value(row))
    {
    }

    /// <summary>A column of numbers.</summary>
    public Column(string name, Func<TRow, double> value)
        : this(name, typeof(double), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of numbers, of which some can be missing.</summary>
    public Column(string name, Func<TRow, double?> value)
        : this(name, typeof(double), isNullable: true, row => value(row))
    {
    }

    /// <summary>A column of truth values.</summary>
    public Column(string name, Func<TRow, bool> value)
        : this(name, typeof(bool), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of text, of which some can be missing; <see cref="Column.IsNullable"/> is set to false where none
    /// can.</summary>
    public Column(string name, Func<TRow, string?> value)
        : this(name, typeof(string), isNullable: true, row => value(row) is { Length: > 0 } text ? text : null)
    {
    }

    /// <summary>A column of words, of which some can be missing; <see cref="Column.IsNullable"/> is set to false where none
    /// can.</summary>
    public Column(string name, Func<TRow, Enum?> value)
        : this(name, typeof(string), isNullable: true, row => value(row) is { } word ? Csv.Word(word) : null)
    {
    }

    private Column(string name, Type type, bool isNullable, Func<TRow, object?> value)
        : base(name, type, isNullable) => this.value = value;

    /// <summary>The value in a row, of type <see cref="Column.Type"/>, or null; a number as its <see cref="Column.Decimals"/>
    /// leave it.</summary>
    public object? Value(TRow row)
    {
        var exact = value(row);
        return exact is double number && Decimals is { } decimals
            ? double.Parse(Rounded(number, decimals), CultureInfo.InvariantCulture) : exact;
    }
}
