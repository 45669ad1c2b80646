using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The least-squares fit of the logits by Σ_k α_k·cos(ω_k·(a + b − c)) (Nanda et al. 2023, section 4.2). The cosines of
/// different frequencies are orthogonal over (a, b, c), so that each α_k is an inner product.
/// </summary>
public sealed class CosineFit
{
    private readonly FourierBasis basis;
    private readonly double energy;

    /// <summary>The fit of logits.</summary>
    /// <param name="basis">The Fourier basis of Z_n.</param>
    /// <param name="logits">Logits, [n², n].</param>
    /// <param name="logitsBySum">Their means over the pairs with a + b ≡ s, [n, n].</param>
    public CosineFit(FourierBasis basis, Matrix logits, Matrix logitsBySum)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(logitsBySum);
        this.basis = basis;
        var p = basis.P;
        var diagonals = Diagonals(logitsBySum);
        Coefficients = [.. basis.Frequencies.Select(k => Coefficient(k, diagonals))];
        Amplitudes = [.. basis.Frequencies.Select(k => Coefficients[k - 1] / CosineLength(k))];
        var sum = TensorPrimitives.Sum<double>(diagonals);
        energy = TensorPrimitives.SumOfSquares<double>(logits.Span) - (sum * sum / ((double)p * p * p));
    }

    /// <summary>Inner product of the logits with cos(ω_k·(a + b − c)) scaled to length 1 over the p³ entries, [⌊p/2⌋];
    /// entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>α_k, [⌊p/2⌋], in units of logits; entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> Amplitudes { get; }

    /// <summary>Share of the logits' variance over all p³ entries that the cosines of the given frequencies explain.</summary>
    /// <returns>0 (nothing) to 1 (the logits are that sum up to a constant); 0 for constant logits.</returns>
    public double FractionExplained(IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        return energy <= 0 ? 0 : frequencies.Sum(k => Coefficients[k - 1] * Coefficients[k - 1]) / energy;
    }

    /// <summary>Σ_k α_k·cos(ω_k·(s − c)) over the given frequencies, [p, p] by s = a + b and class c.</summary>
    public Matrix Table(IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        var p = basis.P;
        var profile = Enumerable.Range(0, p).Select(d => frequencies.Sum(k => Amplitudes[k - 1] * Cosine(k, d))).ToArray();
        var table = new Matrix(p, p);
        for (var s = 0; s < p; s++)
        {
            for (var c = 0; c < p; c++)
            {
                table[s, c] = profile[(s - c + p) % p];
            }
        }
        return table;
    }

    /// <summary>
    /// Loss when the logits are replaced by Σ_k α_k·cos(ω_k·(a + b − c)), in nats: the same for every pair, hence for every
    /// set of pairs.
    /// </summary>
    /// <param name="frequencies">The frequencies k.</param>
    /// <param name="loss">The loss that the network was trained with.</param>
    public double Loss(IReadOnlyList<int> frequencies, LossKind loss = LossKind.CrossEntropy) =>
        RowScore.Of(loss, Table(frequencies).Row(0).ToArray(), 0).Loss;

    // The sum over the pairs of the logits with a + b − c ≡ d, [p].
    private double[] Diagonals(Matrix meanBySum)
    {
        var p = basis.P;
        var sums = new double[p];
        for (var s = 0; s < p; s++)
        {
            for (var c = 0; c < p; c++)
            {
                sums[(s - c + p) % p] += meanBySum[s, c] * p;
            }
        }
        return sums;
    }

    private double Coefficient(int k, double[] diagonals) =>
        Enumerable.Range(0, basis.P).Sum(d => diagonals[d] * Cosine(k, d)) / CosineLength(k);

    // The length of cos(ω_k·(a + b − c)) over all (a, b, c): √(p³/2), or √p³ where the cosine is ±1 throughout.
    private double CosineLength(int k) => Math.Sqrt(Math.Pow(basis.P, 3) / (basis.HasSine(k) ? 2 : 1));

    private double Cosine(int k, int d) =>
        basis.Rows[FourierBasis.CosineRow(k), d] / basis.Rows[FourierBasis.CosineRow(k), 0];
}
