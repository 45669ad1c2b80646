using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// Sums of functions of pairs (a, b) over a, over b, along a + b and along a − b (mod p). They hold all that lies on one
/// frequency at a time: cos(ω·a)·cos(ω·b) is ½(cos ω(a + b) + cos ω(a − b)), so the eight cells {1, cos, sin}² of a
/// frequency (without the constant) are the one-dimensional coefficients of these four sums, and a full two-dimensional
/// transform is not needed for them. Immutable, safe to share between threads.
/// </summary>
public sealed class PairMarginals
{
    private PairMarginals(FourierBasis basis, int n)
    {
        Basis = basis;
        ByFirst = new Matrix(basis.P, n);
        BySecond = new Matrix(basis.P, n);
        BySum = new Matrix(basis.P, n);
        ByDifference = new Matrix(basis.P, n);
        SumOfSquares = new double[n];
    }

    /// <summary>The basis of Z_p.</summary>
    public FourierBasis Basis { get; }

    /// <summary>Sum over b for each a, [p, n].</summary>
    public Matrix ByFirst { get; }

    /// <summary>Sum over a for each b, [p, n].</summary>
    public Matrix BySecond { get; }

    /// <summary>Sum over the p pairs with a + b ≡ s, for each s, [p, n].</summary>
    public Matrix BySum { get; }

    /// <summary>Sum over the p pairs with a − b ≡ d, for each d, [p, n].</summary>
    public Matrix ByDifference { get; }

    /// <summary>Sum of squares over all pairs, [n].</summary>
    public IReadOnlyList<double> SumOfSquares { get; }

    /// <summary>Sums functions of pairs along the four directions.</summary>
    /// <param name="basis">The basis of Z_p.</param>
    /// <param name="pairs">[p², n], pair (a, b) in row a·p + b.</param>
    /// <exception cref="ArgumentException">There are not p² rows.</exception>
    public static PairMarginals Of(FourierBasis basis, Matrix pairs)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(pairs);
        var p = basis.P;
        Require.That(pairs.Rows == p * p, $"expected {p * p} rows, got {pairs.Rows}.", nameof(pairs));
        var result = new PairMarginals(basis, pairs.Columns);
        for (var pair = 0; pair < pairs.Rows; pair++)
        {
            result.Add(pair, pairs.Row(pair));
        }
        return result;
    }

    /// <summary>The sums of activations in single precision, [p², n].</summary>
    /// <inheritdoc cref="Of(FourierBasis, Matrix)"/>
    public static PairMarginals Of(FourierBasis basis, Tensor pairs)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(pairs);
        var count = basis.P * basis.P;
        Require.That(
            pairs.Shape.Rank == 2 && pairs.Shape[0] == count, $"expected [{count}, n], got {pairs.Shape}.", nameof(pairs));
        var result = new PairMarginals(basis, pairs.Shape[1]);
        var row = new double[pairs.Shape[1]];
        for (var pair = 0; pair < count; pair++)
        {
            FloatRows.Read(pairs, pair, row);
            result.Add(pair, row);
        }
        return result;
    }

    /// <summary>Mean over all pairs, [n].</summary>
    public double[] Mean()
    {
        var mean = new double[ByFirst.Columns];
        for (var a = 0; a < Basis.P; a++)
        {
            AddTo(mean, ByFirst.Row(a));
        }
        TensorPrimitives.Divide<double>(mean, (double)Basis.P * Basis.P, mean);
        return mean;
    }

    /// <summary>
    /// Energy about the mean, Σ(f − mean)², of each column: the squares of all two-dimensional coefficients but the
    /// constant one.
    /// </summary>
    /// <returns>[n]; 0 for a column that is constant to within single precision, whose remaining energy is rounding.</returns>
    public double[] CentredEnergy()
    {
        const double RoundingShare = 1e-13;
        var mean = Mean();
        var energy = new double[mean.Length];
        for (var column = 0; column < energy.Length; column++)
        {
            var centred = SumOfSquares[column] - (mean[column] * mean[column] * Basis.P * Basis.P);
            energy[column] = centred > RoundingShare * SumOfSquares[column] ? centred : 0;
        }
        return energy;
    }

    /// <summary>
    /// Energy of each column in the eight cells {1, cos ω_k, sin ω_k}² without (1, 1): the squared length of its best
    /// approximation by a degree-2 trigonometric polynomial of frequency k, about the mean.
    /// </summary>
    /// <returns>[⌊p/2⌋, n]; row k − 1 holds frequency k.</returns>
    public Matrix EnergyByFrequency()
    {
        var energy = new Matrix(Basis.LargestFrequency, ByFirst.Columns);
        foreach (var marginal in new[] { ByFirst, BySecond, BySum, ByDifference })
        {
            var coefficients = Basis.Forward(marginal);
            for (var component = 1; component < Basis.P; component++)
            {
                var k = FourierBasis.FrequencyOf(component);
                if (Basis.HasSine(k) || marginal != ByDifference)
                {
                    var row = coefficients.Row(component);
                    TensorPrimitives.MultiplyAdd(row, row, energy.Row(k - 1), energy.Row(k - 1));
                }
            }
        }
        TensorPrimitives.Divide<double>(energy.Span, Basis.P, energy.Span);
        return energy;
    }

    /// <summary>
    /// The part of the functions in the eight cells of each given frequency, as four tables whose sum at a pair,
    /// first[a] + second[b] + sum[a + b] + difference[a − b], is that part.
    /// </summary>
    /// <param name="frequencies">Frequencies to keep, each 1..⌊p/2⌋, without repeats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public PairTables BandPass(params IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        // (−1)^(a + b) and (−1)^(a − b) are the same function: the frequency p/2 of an even p counts once.
        var withSine = frequencies.Where(Basis.HasSine).ToArray();
        return new PairTables(
            Band(ByFirst, frequencies), Band(BySecond, frequencies), Band(BySum, frequencies), Band(ByDifference, withSine));
    }

    private Matrix Band(Matrix marginal, IReadOnlyList<int> frequencies)
    {
        var band = Basis.BandPass(marginal, frequencies);
        TensorPrimitives.Divide<double>(band.Span, Basis.P, band.Span);
        return band;
    }

    private void Add(int pair, ReadOnlySpan<double> row)
    {
        var p = Basis.P;
        var (a, b) = Math.DivRem(pair, p);
        AddTo(ByFirst.Row(a), row);
        AddTo(BySecond.Row(b), row);
        AddTo(BySum.Row((a + b) % p), row);
        AddTo(ByDifference.Row((a - b + p) % p), row);
        var squares = (double[])SumOfSquares;
        TensorPrimitives.MultiplyAdd(row, row, squares, squares);
    }

    private static void AddTo(Span<double> sums, ReadOnlySpan<double> row) => TensorPrimitives.Add(sums, row, sums);
}
