using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

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
