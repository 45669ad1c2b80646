using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>metrics.csv: rows appended as training goes, each flushed, so that an interrupted run keeps what it had.</summary>
public sealed class MetricsLog : IDisposable
{
    private readonly StepLog log;

    private readonly bool corrupted;

    private MetricsLog(StepLog log, bool corrupted) => (this.log, this.corrupted) = (log, corrupted);

    /// <summary>Starts the file anew, or goes on behind the rows of earlier steps than <paramref name="fromStep"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fromStep">Rows of this step and later ones, which will be written again, are dropped; 0 starts anew.</param>
    /// <exception cref="InvalidDataException">The file has another header, or a line begins with no step.</exception>
    /// <param name="corrupted">Whether rows have the columns of wrong answers.</param>
    public static MetricsLog Open(string path, int fromStep, bool corrupted = false) =>
        new(StepLog.Open(path, TypedTable.Header(MetricsRow.ColumnsOf(corrupted)), fromStep), corrupted);

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
        var columns = MetricsRow.ColumnsOf(StepLog.HasHeader(path, TypedTable.Header(MetricsRow.ColumnsOf(corrupted: true))));
        var names = TypedTable.Header(columns);
        var lines = StepLog.ReadLines(path, names, out var again).Where(line => line.Step < beforeStep);
        again = [.. again.Where(pair => pair.Line.Step < beforeStep)];
        foreach (var (line, earlier) in again.Where(pair => pair.Line.Text != pair.Earlier.Text))
        {
            throw new InvalidDataException($"{path}, line {line.Number}: step {line.Step} is there again, with other values than in line {earlier.Number}. "
                + "Delete the line that is wrong.");
        }
        repeated = again.Count;
        var rows = lines.Select(line => new Csv.Record(line.Number, line.Text.Split(',')));
        var header = new Csv.Record(1, names.Split(','));
        return [.. MetricsRow.Of(TypedTable.OfRecords(header, [.. rows], path, name => columns.First(column => column.Name == name)))];
    }

    /// <summary>Appends a row.</summary>
    public void Append(MetricsRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        log.Append(Csv.Line(MetricsRow.ColumnsOf(corrupted).Select(column => column.Value(row))));
    }

    /// <summary>Waits until all rows are on the disk.</summary>
    public void FlushToDisk() => log.FlushToDisk();

    /// <summary>Closes the file.</summary>
    public void Dispose() => log.Dispose();
}

/// <summary>One line of metrics.csv: the weights after <paramref name="Step"/> updates.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="TrainLoss">Mean cross-entropy over the training pairs, nats, over all output classes.</param>
/// <param name="TrainAccuracy">0 to 1.</param>
/// <param name="TestLoss">The same over the test pairs; null when there are none.</param>
/// <param name="TestAccuracy">0 to 1; null when there are no test pairs.</param>
/// <param name="WeightNorm">Square root of the sum of squares of all weights.</param>
/// <param name="ZeroLossShare">
/// Share of the training pairs whose loss is exactly zero in float32, 0 to 1; see <see cref="Evaluation.ZeroLossShare"/>.
/// </param>
public sealed record MetricsRow(
    int Step, double TrainLoss, double TrainAccuracy, double? TestLoss, double? TestAccuracy, double WeightNorm, double ZeroLossShare)
{
    /// <summary>The columns of metrics.csv.</summary>
    public static IReadOnlyList<Column<MetricsRow>> Columns { get; } =
    [
        new("step", row => row.Step),
        new("train_loss", row => row.TrainLoss),
        new("train_accuracy", row => row.TrainAccuracy),
        new("test_loss", row => row.TestLoss),
        new("test_accuracy", row => row.TestAccuracy),
        new("weight_norm", row => row.WeightNorm),
        new("zero_loss_share", row => row.ZeroLossShare),
    ];

    /// <summary>Share of the training pairs with their own answers that are answered so, 0 to 1; null where no pair was taught another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CleanAccuracy { get; init; }

    /// <summary>Share of the training pairs with another answer that are answered as they were taught, 0 to 1; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CorruptedAccuracy { get; init; }

    /// <summary>
    /// Share of the same pairs that are answered rightly, against what was taught, 0 to 1: 1 is full inversion (Doshi et al. 2024). Some are
    /// right by chance of the draw. Null where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? InvertedAccuracy { get; init; }

    /// <summary>The columns that metrics.csv has besides where some pairs are taught other answers than their own.</summary>
    public static IReadOnlyList<Column<MetricsRow>> CorruptionColumns { get; } =
    [
        new("clean_accuracy", row => row.CleanAccuracy),
        new("corrupted_accuracy", row => row.CorruptedAccuracy),
        new("inverted_accuracy", row => row.InvertedAccuracy),
    ];

    /// <summary>The columns of a run's metrics.csv.</summary>
    /// <param name="corrupted">Whether some of its pairs are taught other answers than their own.</param>
    public static IReadOnlyList<Column<MetricsRow>> ColumnsOf(bool corrupted) => corrupted ? [.. Columns, .. CorruptionColumns] : Columns;

    /// <summary>The first line of the file of a run without wrong answers.</summary>
    public static string Header { get; } = TypedTable.Header(Columns);

    /// <summary>The row as a line, without its end. Losses round-trip exactly; an absent value is empty.</summary>
    public string ToLine() => Csv.Line(Columns.Select(column => column.Value(this)));

    /// <summary>The rows of a table of these columns.</summary>
    internal static IEnumerable<MetricsRow> Of(TypedTable table) => Enumerable.Range(0, table.RowCount).Select(row => new MetricsRow(
        (int)table[0][row]!, (double)table[1][row]!, (double)table[2][row]!, (double?)table[3][row], (double?)table[4][row],
        (double)table[5][row]!, (double)table[6][row]!)
    {
        CleanAccuracy = At(table, 7, row), CorruptedAccuracy = At(table, 8, row), InvertedAccuracy = At(table, 9, row),
    });

    private static double? At(TypedTable table, int column, int row) => column < table.Columns.Count ? (double?)table[column][row] : null;
}
