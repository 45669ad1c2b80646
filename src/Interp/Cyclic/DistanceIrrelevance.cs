using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// How little a logit depends on the distance a − b (Zhong et al. 2023): the standard deviation over the pairs of equal
/// difference, averaged over the differences, divided by that over all pairs. Near 0 = only the difference matters (pizza);
/// near 1 = the difference does not matter (clock).
/// </summary>
/// <param name="Correct">For the logit of the right class, as in the paper's notebooks; null when it is the same for every pair,
/// as in an ideal clock.</param>
/// <param name="RunnerUp">For the largest logit among the other classes, as in the paper's published tables; null when it is the
/// same for every pair.</param>
public sealed record DistanceIrrelevance(double? Correct, double? RunnerUp)
{
    // Logits come in single precision and are sums of many terms: a smaller share of their squares is rounding.
    private const double RoundingShare = 1e-11;

    /// <summary>The measure of a view; all classes of its network, "=" included, may be runner-up.</summary>
    public static DistanceIrrelevance Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var correct = new double[view.Pairs.Count];
        var runnerUp = new double[view.Pairs.Count];
        for (var pair = 0; pair < correct.Length; pair++)
        {
            var row = view.Pairs.Activations.Logits.Row(pair);
            var answer = view.Pairs.ClassOf(view.Pairs.LabelArray[pair]);
            correct[pair] = row[answer];
            runnerUp[pair] = Math.Max(Largest(row[..answer]), Largest(row[(answer + 1)..]));
        }
        return new DistanceIrrelevance(Ratio(correct, view.N), Ratio(runnerUp, view.N));
    }

    private static double Largest(ReadOnlySpan<double> row) =>
        row.IsEmpty ? double.NegativeInfinity : TensorPrimitives.Max(row);

    // For odd p the pairs of one difference have the p different sums, so that this is the paper's p by p table; for even p they
    // have every second sum twice.
    private static double? Ratio(double[] values, int p)
    {
        var mean = 0.0;
        var line = new double[p];
        for (var difference = 0; difference < p; difference++)
        {
            for (var b = 0; b < p; b++)
            {
                line[b] = values[((b + difference) % p * p) + b];
            }
            mean += Deviation(line) / p;
        }
        var all = Deviation(values);
        return all * all > RoundingShare * TensorPrimitives.SumOfSquares<double>(values) / values.Length ? mean / all : null;
    }

    private static double Deviation(double[] values)
    {
        var centred = new double[values.Length];
        TensorPrimitives.Subtract(values, TensorPrimitives.Average<double>(values), centred);
        return Math.Sqrt(TensorPrimitives.SumOfSquares<double>(centred) / values.Length);
    }
}
