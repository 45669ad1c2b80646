using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Logits of a task a + b summed over all (a, b, c) with the same difference d = a − b and error e = c − a − b (mod p): all that
/// their inner products with patterns A(d)·B(e) need.
/// </summary>
public sealed class DifferenceErrorTable
{
    private DifferenceErrorTable(int p)
    {
        P = p;
        Sums = new Matrix(p, p);
    }

    /// <summary>The modulus p.</summary>
    public int P { get; }

    /// <summary>The sums, [p, p] by d and e; each is over p triples.</summary>
    public Matrix Sums { get; }

    /// <summary>Mean over all p³ logits.</summary>
    public double Mean { get; private set; }

    /// <summary>Population variance over all p³ logits; 0 where only rounding is left of it.</summary>
    public double Variance { get; private set; }

    /// <summary>The table of logits.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="logits">[p², p], pair (a, b) in row a·p + b.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static DifferenceErrorTable Of(int p, Matrix logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Require.That(
            logits.Rows == p * p && logits.Columns == p, $"expected [{p * p}, {p}], got [{logits.Rows}, {logits.Columns}].",
            nameof(logits));
        var table = new DifferenceErrorTable(p);
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            var (a, b) = Math.DivRem(pair, p);
            var target = table.Sums.Row((a - b + p) % p);
            var sum = (a + b) % p;
            var row = logits.Row(pair);
            TensorPrimitives.Add(target[..(p - sum)], row[sum..], target[..(p - sum)]);
            TensorPrimitives.Add(target[(p - sum)..], row[..sum], target[(p - sum)..]);
        }
        table.Mean = TensorPrimitives.Sum<double>(logits.Span) / logits.Span.Length;
        var square = TensorPrimitives.SumOfSquares<double>(logits.Span) / logits.Span.Length;
        var variance = square - (table.Mean * table.Mean);
        table.Variance = variance > RoundingShare * square ? variance : 0;
        return table;
    }

    /// <summary>Correlation of the logits with the pattern A(a − b)·B(c − a − b) over all (a, b, c).</summary>
    /// <param name="byDifference">A, [p].</param>
    /// <param name="byError">B, [p].</param>
    /// <returns>−1 to 1; 0 for constant logits or a constant pattern.</returns>
    public double Correlation(ReadOnlySpan<double> byDifference, ReadOnlySpan<double> byError)
    {
        var product = 0.0;
        for (var d = 0; d < P; d++)
        {
            product += byDifference[d] * TensorPrimitives.Dot(byError, Sums.Row(d));
        }
        var mean = Average(byDifference) * Average(byError);
        var variance =
            (TensorPrimitives.SumOfSquares(byDifference) / P * TensorPrimitives.SumOfSquares(byError) / P) - (mean * mean);
        return Variance > 0 && variance > RoundingShare * mean * mean
            ? ((product / ((double)P * P * P)) - (mean * Mean)) / Math.Sqrt(variance * Variance)
            : 0;
    }

    /// <summary>How strong the wave cos(ω_k·(a + b − c)) is in the logits of pairs with one difference d = a − b.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <returns>[p] by d, in logits: level for a clock, in proportion to |cos(ω_k·d/2)| for a pizza.</returns>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public double[] WaveByDifference(int k)
    {
        Require.InRange(k, 1, P / 2);
        double[] wave = [.. Enumerable.Range(0, P).Select(e => Math.Cos(2 * Math.PI * k * e / P))];
        // The mean square of the wave is ½, but 1 where it has no sine.
        var scale = (2 * k == P ? 1.0 : 2.0) / P / P;
        return [.. Enumerable.Range(0, P).Select(d => scale * TensorPrimitives.Dot<double>(Sums.Row(d), wave))];
    }

    // Logits come in single precision.
    private const double RoundingShare = 1e-13;

    private double Average(ReadOnlySpan<double> values) => TensorPrimitives.Sum(values) / P;
}

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
