using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The embedding in the plane of one frequency, which u = Σ_t cos(ω_k·t)·W_E[t] and v = Σ_t sin(ω_k·t)·W_E[t] span in the
/// residual stream. Where the network uses the frequency, the numbers lie on a circle there.
/// </summary>
/// <param name="Frequency">The frequency k.</param>
/// <param name="X">First coordinate of each number, [p]: along u.</param>
/// <param name="Y">Second coordinate of each number, [p]: along the part of v at right angles to u.</param>
/// <param name="Purity">Share of the variance of X and Y that lies on frequency k, 0 to 1: other frequencies that are not at
/// right angles to the plane leak into it.</param>
/// <param name="Roundness">Shorter over longer axis of the ellipse that frequency k draws: 1 a circle, 0 a line.</param>
public sealed record EmbeddingCircle(
    int Frequency, IReadOnlyList<double> X, IReadOnlyList<double> Y, double Purity, double Roundness)
{
    /// <summary>The circle of one frequency.</summary>
    /// <param name="basis">The basis of Z_p.</param>
    /// <param name="embedding">W_E of the numbers, [p, d_model], with d_model at least 2.</param>
    /// <param name="k">Frequency, 1..⌊p/2⌋ and not p/2, which has no sine and draws a line.</param>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static EmbeddingCircle Of(FourierBasis basis, Matrix embedding, int k)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(embedding);
        Require.InRange(k, 1, (basis.P - 1) / 2);
        Require.That(embedding.Rows == basis.P, $"expected {basis.P} rows, got {embedding.Rows}.", nameof(embedding));
        var coefficients = basis.Forward(embedding);
        var u = coefficients.Row(FourierBasis.CosineRow(k)).ToArray();
        var v = coefficients.Row(FourierBasis.SineRow(k)).ToArray();
        var roundness = AxisRatio(u, v);
        Orthonormalise(u, v);
        var plane = new Matrix(2, embedding.Columns, [.. u, .. v]);
        var points = plane.TimesTransposed(embedding);
        var purity = ShareOf(k, basis, points.Transpose());
        return new EmbeddingCircle(k, points.Row(0).ToArray(), points.Row(1).ToArray(), purity, roundness);
    }

    // Singular values of [u v], from the eigenvalues of the 2 by 2 matrix of inner products.
    private static double AxisRatio(double[] u, double[] v)
    {
        var (uu, vv, uv) = (Dot(u, u), Dot(v, v), Dot(u, v));
        var middle = (uu + vv) / 2;
        var radius = Math.Sqrt((((uu - vv) / 2) * ((uu - vv) / 2)) + (uv * uv));
        return middle + radius > 0 ? Math.Sqrt(Math.Max(0, middle - radius) / (middle + radius)) : 0;
    }

    private static void Orthonormalise(double[] u, double[] v)
    {
        Normalise(u);
        TensorPrimitives.MultiplyAdd(u, -Dot(u, v), v, v);
        Normalise(v);
    }

    private static void Normalise(double[] direction)
    {
        var length = Math.Sqrt(Dot(direction, direction));
        if (length > 0)
        {
            TensorPrimitives.Divide(direction, length, direction);
        }
    }

    private static double ShareOf(int k, FourierBasis basis, Matrix points)
    {
        var power = new FourierSpectrum(basis, points).Power;
        var total = power.Sum();
        return total > 0 ? power[k - 1] / total : 0;
    }

    private static double Dot(double[] x, double[] y) => TensorPrimitives.Dot<double>(x, y);
}

/// <summary>
/// Whether the embedding is circles, as published (Zhong et al. 2023): the mean, over its first four principal components, of the
/// largest share of one frequency. Two traps: components are taken over every row of the vocabulary, so that separate
/// vocabularies halve the value; and two frequencies of nearly equal power mix in one component, so that a low value does not
/// mean that there are no circles. <see cref="FourierSpectrum"/> has neither trouble.
/// </summary>
/// <param name="Value">0 (no waves) to 1 (pure waves).</param>
/// <param name="Components">The components, by falling variance; at most four.</param>
public sealed record Circularity(double Value, IReadOnlyList<CircularComponent> Components)
{
    private const int Count = 4;

    /// <summary>The circularity of an embedding; null when all rows are equal.</summary>
    /// <param name="basis">The Fourier basis of Z_p.</param>
    /// <param name="embedding">W_E of every token, [d_vocab, d_model], the numbers 0..p−1 first.</param>
    /// <exception cref="ArgumentException">There are fewer than p rows.</exception>
    public static Circularity? Of(FourierBasis basis, Matrix embedding)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(embedding);
        Require.That(embedding.Rows >= basis.P, $"expected at least {basis.P} rows, got {embedding.Rows}.", nameof(embedding));
        if (PrincipalComponents.Of(embedding) is not { } found)
        {
            return null;
        }
        var components = Enumerable.Range(0, Math.Min(Count, found.Scores.Columns))
            .Select(i => Component(basis, found.Scores, i, found.Shares[i])).ToArray();
        return new Circularity(components.Average(component => component.Score), components);
    }

    private static CircularComponent Component(FourierBasis basis, Matrix scores, int component, double share)
    {
        var numbers = new Matrix(basis.P, 1);
        for (var t = 0; t < basis.P; t++)
        {
            numbers[t, 0] = scores[t, component];
        }
        // Of a score of length 1, the power of frequency k is its share already: (2/p)·|Σ v_t·e^(iω_k·t)|².
        var power = new FourierSpectrum(basis, numbers).Power.ToArray();
        var best = TensorPrimitives.IndexOfMax<double>(power);
        return new CircularComponent(Math.Min(1, power[best]), best + 1, share);
    }
}

/// <summary>One principal component of the embedding, read as a wave over the numbers.</summary>
/// <param name="Score">How much of it one frequency explains, 0 to 1: 1 for a pure wave.</param>
/// <param name="Frequency">That frequency, 1..⌊p/2⌋.</param>
/// <param name="VarianceShare">Share of the embedding's variance in this component, 0 to 1.</param>
public sealed record CircularComponent(double Score, int Frequency, double VarianceShare);
