namespace Grokking.Training;

/// <summary>metrics.csv: rows appended as training goes, each flushed, so that an interrupted run keeps what it had.</summary>
public sealed class MetricsLog : IDisposable
{
    private readonly StepLog log;

    private MetricsLog(StepLog log) => this.log = log;

    /// <summary>Starts the file anew, or goes on behind the rows of earlier steps than <paramref name="fromStep"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fromStep">Rows of this step and later ones, which will be written again, are dropped; 0 starts anew.</param>
    /// <exception cref="InvalidDataException">The file has another header, or a line begins with no step.</exception>
    public static MetricsLog Open(string path, int fromStep) => new(StepLog.Open(path, MetricsRow.Header, fromStep));

    /// <summary>Reads all whole rows; a last line that was cut short by a crash is left out.</summary>
    /// <exception cref="InvalidDataException">The header or a row is not as written; the message gives the line.</exception>
    public static IReadOnlyList<MetricsRow> Read(string path)
    {
        var lines = StepLog.ReadLines(path, MetricsRow.Header).Prepend(MetricsRow.Header);
        return [.. MetricsRow.Of(TypedTable.ParseCsv(string.Join('\n', lines), path, name => MetricsRow.Columns.First(column => column.Name == name)))];
    }

    /// <summary>Appends a row.</summary>
    public void Append(MetricsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        log.Append(row.ToLine());
    }

    /// <summary>Waits until all rows are on the disk.</summary>
    public void FlushToDisk() => log.FlushToDisk();

    /// <summary>Closes the file.</summary>
    public void Dispose() => log.Dispose();
}
