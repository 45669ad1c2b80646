using System.Globalization;

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
    /// <summary>The first line of the file.</summary>
    public const string Header = "step,train_loss,train_accuracy,test_loss,test_accuracy,weight_norm,zero_loss_share";

    /// <summary>The row as a line, without its end. Losses round-trip exactly; an absent value is empty.</summary>
    public string ToLine() => Csv.Line([Step, TrainLoss, TrainAccuracy, TestLoss, TestAccuracy, WeightNorm, ZeroLossShare]);

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is not a row.</exception>
    public static MetricsRow Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var cells = line.Split(',');
        if (cells.Length != 7)
        {
            throw new FormatException($"expected 7 values, got {cells.Length}.");
        }
        return new MetricsRow(
            int.Parse(cells[0], CultureInfo.InvariantCulture), Number(cells[1]), Number(cells[2]),
            cells[3].Length == 0 ? null : Number(cells[3]), cells[4].Length == 0 ? null : Number(cells[4]), Number(cells[5]), Number(cells[6]));
    }

    private static double Number(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}
