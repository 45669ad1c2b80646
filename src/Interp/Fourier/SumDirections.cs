using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The directions C_k ∝ cos(ω_k·(a + b)) and S_k ∝ sin(ω_k·(a + b)) in the space of functions of pairs, unit vectors in
/// R^(p²), and the projection P_k = C_k·C_kᵀ + S_k·S_kᵀ onto them (Nanda et al. 2023). P_k·f depends on
/// s = a + b mod p alone, so that it is found and kept as a table over s. Immutable, safe to share between threads.
/// </summary>
public sealed class SumDirections
{
    /// <summary>The directions of a basis.</summary>
    public SumDirections(FourierBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Basis = basis;
    }

    /// <summary>The basis of Z_p.</summary>
    public FourierBasis Basis { get; }

    /// <summary>C_k: cos(ω_k·(a + b)) scaled to length 1, [p²], pair (a, b) at a·p + b.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public double[] Cosine(int k) => Direction(Basis.ComponentsOf(k)[0]);

    /// <summary>S_k: sin(ω_k·(a + b)) scaled to length 1, [p²], pair (a, b) at a·p + b.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋, not p/2, which has no sine.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public double[] Sine(int k) => Direction(FourierBasis.SineRow(Require.InRange(k, 1, (Basis.P - 1) / 2)));

    /// <summary>Mean over the p pairs with a + b ≡ s: all that the projections need to know.</summary>
    /// <param name="pairs">[p², n], pair (a, b) in row a·p + b.</param>
    /// <returns>[p, n], a new matrix, by s.</returns>
    /// <exception cref="ArgumentException">There are not p² rows.</exception>
    public Matrix MeanBySum(Matrix pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var p = Basis.P;
        Require.That(pairs.Rows == p * p, $"expected {p * p} rows, got {pairs.Rows}.", nameof(pairs));
        var means = new Matrix(p, pairs.Columns);
        for (var pair = 0; pair < pairs.Rows; pair++)
        {
            var sums = means.Row(((pair / p) + pair) % p);
            TensorPrimitives.Add(sums, pairs.Row(pair), sums);
        }
        TensorPrimitives.Divide<double>(means.Span, p, means.Span);
        return means;
    }

    /// <summary>Σ_k P_k·f over the given frequencies.</summary>
    /// <param name="meanBySum">f averaged by s, [p, n], from <see cref="MeanBySum"/>.</param>
    /// <param name="frequencies">Frequencies, each 1..⌊p/2⌋, without repeats.</param>
    /// <returns>[p, n], a new matrix, by s: the value at every pair with that sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public Matrix Project(Matrix meanBySum, params IReadOnlyList<int> frequencies) => Basis.BandPass(meanBySum, frequencies);

    private double[] Direction(int component)
    {
        var p = Basis.P;
        var direction = new double[p * p];
        for (var pair = 0; pair < direction.Length; pair++)
        {
            // Each s occurs p times, hence √p beyond the length of the one-dimensional row.
            direction[pair] = Basis.Rows[component, ((pair / p) + pair) % p] / Math.Sqrt(p);
        }
        return direction;
    }
}
