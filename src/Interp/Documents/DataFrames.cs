using Grokking.Training;
using Microsoft.Data.Analysis;

namespace Grokking.Interp;

/// <summary>
/// What is found of runs, as data frames of Microsoft.Data.Analysis: <c>run.Metrics.ToDataFrame()</c>. Whole numbers are
/// <c>int</c> columns, numbers <c>double</c>, truth values <c>bool</c> and text <c>string</c>; what has no value is null.
/// </summary>
public static class DataFrames
{
    // Some columns have these types in one table or another; all others are measures, which are numbers.
    private static readonly Dictionary<string, Type> Types =
        new Column[][] { [.. MetricsRow.Columns], [.. SweepTable.Columns], [.. SpectraTable.Columns], [.. VerdictTable.Columns] }
            .SelectMany(columns => columns).DistinctBy(column => column.Name)
            .ToDictionary(column => column.Name, column => column.Type);

    /// <summary>The rows of metrics.csv: <c>run.Metrics.ToDataFrame()</c>.</summary>
    public static DataFrame ToDataFrame(this IEnumerable<MetricsRow> rows) =>
        TypedTable.Of(MetricsRow.Columns, rows).ToDataFrame();

    /// <summary>The rows of timeline.csv: <c>run.Timeline.ToDataFrame()</c>.</summary>
    public static DataFrame ToDataFrame(this Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return timeline.ToTypedTable().ToDataFrame();
    }

    /// <summary>A verdict a row, as <c>classify --csv</c> writes them: <c>runs.Select(run =>
    /// run.Analysis).ToDataFrame()</c>.</summary>
    public static DataFrame ToDataFrame(this IEnumerable<Analysis> analyses) => VerdictTable.Of(analyses).ToDataFrame();

    /// <summary>The rows of seeds.csv: <c>Sweep.Train(…).ToDataFrame()</c>.</summary>
    public static DataFrame ToDataFrame(this IEnumerable<SweepResult> results) =>
        TypedTable.Of(SweepTable.Columns, results).ToDataFrame();

    /// <summary>Any table: <c>SpectraTable.Of(run.Analysis).ToDataFrame()</c>.</summary>
    public static DataFrame ToDataFrame(this TypedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new DataFrame(table.Columns.Select((column, i) => FrameColumn(column.Name, column.Type, table[i])));
    }

    /// <summary>A data frame as a table, which is written as CSV or Parquet. All of its columns can be without a value.</summary>
    /// <param name="frame">A frame of whole numbers (<c>int</c>, <c>long</c>), numbers (<c>double</c>, <c>float</c>), truth
    /// values and text.</param>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public static TypedTable ToTypedTable(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new TypedTable(
            [.. frame.Columns.Select(column => new Column(column.Name, column.DataType, IsNullable: true))],
            [.. frame.Columns.Select(column => column.Cast<object?>().ToList())]);
    }

    /// <summary>
    /// Reads a CSV file that this library wrote, each column with its type. A column that no other table of the library has is a
    /// measure of a timeline, and holds numbers.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file; the message names it, the line and the column.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DataFrame ReadCsv(string path) => TypedTable.ParseCsv(
        InputFile.ReadText(path), path, name => new Column(name, Types.GetValueOrDefault(name, typeof(double)), IsNullable: true))
            .ToDataFrame();

    /// <summary>Reads a Parquet file of flat columns: this library's, or such as DuckDB and pandas write.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file; the message names it, and the column if it is one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DataFrame ReadParquet(string path) => ParquetFile.Read(path).ToDataFrame();

    private static DataFrameColumn FrameColumn(string name, Type type, IEnumerable<object?> values) =>
        Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => new Int32DataFrameColumn(name, values.Cast<int?>()),
        TypeCode.Int64 => new Int64DataFrameColumn(name, values.Cast<long?>()),
        TypeCode.Single => new SingleDataFrameColumn(name, values.Cast<float?>()),
        TypeCode.Double => new DoubleDataFrameColumn(name, values.Cast<double?>()),
        TypeCode.Boolean => new BooleanDataFrameColumn(name, values.Cast<bool?>()),
        _ => new StringDataFrameColumn(name, values.Cast<string?>()),
    };
}
