using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The files of a table: CSV, and Parquet beside it where that is wanted.</summary>
public static class TableFiles
{
    /// <summary>
    /// Writes a table as CSV, and as Parquet beside it when that is asked for or there is one from earlier, which would otherwise
    /// contradict the CSV.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="csv">The CSV file; the Parquet file has its name but for the ending.</param>
    /// <param name="parquet">Whether Parquet is asked for.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(TypedTable table, string csv, bool parquet)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.WriteCsv(csv);
        var beside = Path.ChangeExtension(csv, ".parquet");
        if (!parquet && !File.Exists(beside))
        {
            return [csv];
        }
        table.WriteParquet(beside);
        return [csv, beside];
    }
}
