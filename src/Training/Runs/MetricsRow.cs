namespace Grokking.Training;

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

    /// <summary>The first line of the file.</summary>
    public static string Header { get; } = TypedTable.Header(Columns);

    /// <summary>The row as a line, without its end. Losses round-trip exactly; an absent value is empty.</summary>
    public string ToLine() => Csv.Line(Columns.Select(column => column.Value(this)));

    /// <summary>The rows of a table of these columns.</summary>
    internal static IEnumerable<MetricsRow> Of(TypedTable table) => Enumerable.Range(0, table.RowCount).Select(row => new MetricsRow(
        (int)table[0][row]!, (double)table[1][row]!, (double)table[2][row]!, (double?)table[3][row], (double?)table[4][row],
        (double)table[5][row]!, (double)table[6][row]!));
}
