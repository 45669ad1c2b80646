using System.Globalization;
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
            throw new InvalidDataException(
                $"{path}, line {line.Number}: step {line.Step} is there again, with other values than in line {earlier.Number}. "
                + "Delete the line that is wrong.");
        }
        repeated = again.Count;
        var rows = lines.Select(line => new Csv.Record(line.Number, line.Text.Split(',')));
        var header = new Csv.Record(1, names.Split(','));
        return [.. MetricsRow.Of(
            TypedTable.OfRecords(header, [.. rows], path, name => columns.First(column => column.Name == name)))];
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
    int Step, double TrainLoss, double TrainAccuracy, double? TestLoss, double? TestAccuracy, double WeightNorm,
    double ZeroLossShare)
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

    /// <summary>Share of the training pairs with their own answers that are answered so, 0 to 1; null where no pair was taught
    /// another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CleanAccuracy { get; init; }

    /// <summary>Share of the training pairs with another answer that are answered as they were taught, 0 to 1; null where there
    /// are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CorruptedAccuracy { get; init; }

    /// <summary>
    /// Share of the same pairs that are answered rightly, against what was taught, 0 to 1: 1 is full inversion (Doshi et al.
    /// 2024). Some are right by chance of the draw. Null where there are none.
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
    public static IReadOnlyList<Column<MetricsRow>> ColumnsOf(bool corrupted) =>
        corrupted ? [.. Columns, .. CorruptionColumns] : Columns;

    /// <summary>The first line of the file of a run without wrong answers.</summary>
    public static string Header { get; } = TypedTable.Header(Columns);

    /// <summary>The row as a line, without its end. Losses round-trip exactly; an absent value is empty.</summary>
    public string ToLine() => Csv.Line(Columns.Select(column => column.Value(this)));

    /// <summary>The rows of a table of these columns.</summary>
    internal static IEnumerable<MetricsRow> Of(TypedTable table) =>
        Enumerable.Range(0, table.RowCount).Select(row => new MetricsRow(
        (int)table[0][row]!, (double)table[1][row]!, (double)table[2][row]!, (double?)table[3][row], (double?)table[4][row],
        (double)table[5][row]!, (double)table[6][row]!)
    {
        CleanAccuracy = At(table, 7, row), CorruptedAccuracy = At(table, 8, row), InvertedAccuracy = At(table, 9, row),
    });

    private static double? At(TypedTable table, int column, int row) =>
        column < table.Columns.Count ? (double?)table[column][row] : null;
}

/// <summary>A CSV file whose lines begin with a step: appended as training goes, each line flushed, so that an interrupted run
/// keeps what it had.</summary>
internal sealed class StepLog : IDisposable
{
    private readonly FileStream file;
    private readonly StreamWriter writer;

    private StepLog(FileStream file)
    {
        this.file = file;
        writer = new StreamWriter(file) { NewLine = "\n" };
    }

    /// <summary>Starts the file anew, or goes on behind the lines of earlier steps than <paramref name="fromStep"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="fromStep">Lines of this step and later ones, which will be written again, are dropped; 0 starts anew.</param>
    /// <exception cref="InvalidDataException">The file has another header, or a line begins with no step.</exception>
    public static StepLog Open(string path, string header, int fromStep)
    {
        var kept = fromStep > 0 && File.Exists(path)
            ? ReadLines(path, header, out _).Where(line => line.Step < fromStep).Select(line => line.Text)
            : [];
        AtomicFile.WriteText(path, string.Concat(kept.Prepend(header).Select(line => line + "\n")));
        return new StepLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Whether a file begins with a header.</summary>
    public static bool HasHeader(string path, string header)
    {
        using var text = InputFile.OpenText(path);
        return text.ReadLine()?.TrimEnd('\r') == header;
    }

    /// <summary>The whole lines behind the header; a last one that was cut short by a crash is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Its first line.</param>
    /// <param name="repeated">Lines of steps that were there before, which are left out.</param>
    /// <returns>Each line with its number and its step, each step once.</returns>
    /// <exception cref="InvalidDataException">The header is another, or a line begins with no step.</exception>
    public static IReadOnlyList<Entry> ReadLines(
        string path, string header, out IReadOnlyList<(Entry Line, Entry Earlier)> repeated)
    {
        using var text = InputFile.OpenText(path);
        var lines = text.ReadToEnd().Split('\n');
        if (lines[0].TrimEnd('\r') != header)
        {
            throw new InvalidDataException($"{path}, line 1: expected '{header}', got '{ForeignText.Show(lines[0])}'.");
        }
        // Behind the last line end stands nothing, or a line that was cut short.
        var all = lines[1..Math.Max(1, lines.Length - 1)]
            .Select((line, index) => new Entry(index + 2, StepOf(path, index + 2, line), line.TrimEnd('\r')))
            .ToLookup(line => line.Step);
        repeated = [.. all.SelectMany(same => same.Skip(1).Select(line => (line, same.First())))];
        return [.. all.Select(same => same.First())];
    }

    /// <summary>Appends a line, given without its end.</summary>
    public void Append(string line)
    {
        writer.WriteLine(line);
        writer.Flush();
    }

    /// <summary>Waits until all lines are on the disk, so that not even a power cut takes them.</summary>
    public void FlushToDisk() => file.Flush(flushToDisk: true);

    /// <summary>Closes the file.</summary>
    public void Dispose() => writer.Dispose();

    /// <summary>A line of the file.</summary>
    /// <param name="Number">Its number, the header being 1.</param>
    /// <param name="Step">The step that it begins with.</param>
    /// <param name="Text">The whole of it, without its end.</param>
    public readonly record struct Entry(int Number, int Step, string Text);

    private static int StepOf(string path, int number, string line)
    {
        var end = line.IndexOf(',', StringComparison.Ordinal);
        return int.TryParse(end < 0 ? line : line[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : throw new InvalidDataException($"{path}, line {number}: expected a step first, got '{ForeignText.Show(line)}'.");
    }
}

/// <summary>The training pairs of a run some of which are taught other answers than their own.</summary>
internal sealed class Corruption
{
    private readonly int cleanCount;
    private readonly Examples asTaught;
    private readonly Examples asTrue;

    public Corruption(BinaryOperation operation, TokenFormat format, Split split)
    {
        int[] pairs = [.. split.Train];
        var count = split.Taught.Count;
        cleanCount = pairs.Length - count;
        asTaught = new Examples(operation, format, pairs.AsSpan(0, count), split.Taught);
        asTrue = new Examples(operation, format, pairs.AsSpan(0, count));
    }

    /// <summary>Fills the columns of wrong answers in. What was answered rightly of the clean pairs is what is left of
    /// all.</summary>
    public MetricsRow AddTo(MetricsRow row, IEngine engine)
    {
        var taught = engine.Evaluate(asTaught).Accuracy;
        var right = Math.Round(row.TrainAccuracy * (cleanCount + asTaught.Count)) - Math.Round(taught * asTaught.Count);
        return row with
        {
            CleanAccuracy = cleanCount == 0 ? null : right / cleanCount,
            CorruptedAccuracy = taught,
            InvertedAccuracy = engine.Evaluate(asTrue).Accuracy,
        };
    }
}

/// <summary>Since when a run has answered 99 % of the test pairs at every logged step: when it may stop.</summary>
internal sealed class SolvedStreak(int? length)
{
    /// <summary>Test accuracy from which the pairs count as solved.</summary>
    public const double Accuracy = 0.99;

    private int? since;
    private int now;

    /// <summary>The streak of a run that goes on: as if it had never been stopped.</summary>
    /// <param name="firstStep">The first step that will be logged.</param>
    /// <param name="length">Steps for which the pairs must have been solved; null for a run that does not stop for it.</param>
    /// <param name="metrics">The path of the run's metrics.csv, which need not be there.</param>
    public static SolvedStreak Before(int firstStep, int? length, string metrics)
    {
        var streak = new SolvedStreak(length);
        if (length is not null && firstStep > 0 && File.Exists(metrics))
        {
            MetricsLog.Read(metrics, firstStep, out _).ToList().ForEach(streak.Add);
        }
        return streak;
    }

    /// <summary>Takes the next logged step.</summary>
    public void Add(MetricsRow row)
    {
        now = row.Step;
        since = row.TestAccuracy >= Accuracy ? since ?? now : null;
    }

    /// <summary>Whether the pairs have been solved for long enough.</summary>
    public bool IsLongEnough => now - since >= length;
}
