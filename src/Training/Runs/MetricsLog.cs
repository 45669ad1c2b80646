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

    /// <summary>
    /// Reads all whole rows; a last line that was cut short by a crash is left out, and a row that is there again is read once.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The header or a row is not as written, or a step has two rows that differ; the message gives the line.
    /// </exception>
    public static IReadOnlyList<MetricsRow> Read(string path) => Read(path, int.MaxValue, out _);

    /// <summary>Reads the rows of earlier steps than <paramref name="beforeStep"/>, as <see cref="Read(string)"/> does.</summary>
    internal static IReadOnlyList<MetricsRow> Read(string path, int beforeStep, out int repeated)
    {
        var lines = StepLog.ReadLines(path, MetricsRow.Header, out var again).Where(line => line.Step < beforeStep);
        again = [.. again.Where(pair => pair.Line.Step < beforeStep)];
        foreach (var (line, earlier) in again.Where(pair => pair.Line.Text != pair.Earlier.Text))
        {
            throw new InvalidDataException($"{path}, line {line.Number}: step {line.Step} is there again, with other values than in line {earlier.Number}. "
                + "Delete the line that is wrong.");
        }
        repeated = again.Count;
        var rows = lines.Select(line => new Csv.Record(line.Number, line.Text.Split(',')));
        var header = new Csv.Record(1, MetricsRow.Header.Split(','));
        return [.. MetricsRow.Of(TypedTable.OfRecords(header, [.. rows], path, name => MetricsRow.Columns.First(column => column.Name == name)))];
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
