using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>The frequencies that a network computes with, by the rule in use and by the rules of the sources.</summary>
/// <param name="Chosen">The key frequencies, ascending.</param>
/// <param name="Rule">The rule that chose them, in words.</param>
/// <param name="AllNeurons">Every frequency that fits some neuron best, however badly, as the code of Nanda et al. (2023)
/// does: returns strays in unclean models. Null without neurons.</param>
/// <param name="NeuronLogitMap">Frequencies of the neuron-logit map with more than a quarter of the longest one's length
/// (ibid., appendix C.2, which gives no limit). Null without neurons.</param>
/// <param name="Embedding">Frequencies of the embedding with more than a quarter of the longest one's length, as in
/// TransformerLens' demo. Null without a model.</param>
/// <param name="Logits">Frequencies with more than a quarter of the largest amplitude of cos(ω_k·(a + b − c)) in the logits.
/// Null when the answers are not a + b.</param>
public sealed record KeyFrequencySearch(
    IReadOnlyList<int> Chosen,
    string Rule,
    IReadOnlyList<int>? AllNeurons,
    IReadOnlyList<int>? NeuronLogitMap,
    IReadOnlyList<int>? Embedding,
    IReadOnlyList<int>? Logits)
{
    /// <summary>Share of the longest frequency's length that a frequency must exceed: a quarter.</summary>
    public const double NormShare = 0.25;

    /// <summary>Number of neurons of its own that a key frequency has at least.</summary>
    public const int FewestNeurons = 5;

    /// <summary>Share of the logits' variance that cosines of a + b − c must explain for their amplitudes to choose.</summary>
    public const double LogitShare = 0.5;

    private const string NeuronRule =
        "more than a quarter of the longest frequency of the neuron-logit map, and 5 neurons of which it explains 85 %";

    // Deep networks compute with frequencies that no neuron of the last layer has to itself.
    private const string LogitRule =
        "more than a quarter of the largest amplitude of cos(ω(a + b − c)) in the logits, half of whose variance such cosines "
        + "explain; no frequency has neurons of its own";

    private const string NoRule =
        "none: no frequency has neurons of its own, and cosines of a + b − c explain less than half of the logits' variance";

    /// <summary>Searches a view by all rules.</summary>
    /// <param name="view">The view.</param>
    /// <param name="given">Key frequencies to use instead of the found ones; null to choose.</param>
    internal static KeyFrequencySearch In(CyclicView view, IReadOnlyList<int>? given)
    {
        var byMap = view.NeuronLogitSpectrum?.FrequenciesAbove(NormShare);
        var byEmbedding = view.EmbeddingSpectrum?.FrequenciesAbove(NormShare);
        var byLogits = Large(view.CosineFit.Amplitudes);
        var (chosen, rule) = given is null ? Choose(view, byMap, byLogits) : (given, "given");
        return new KeyFrequencySearch(chosen, rule, view.Clusters?.DistinctFrequencies, byMap, byEmbedding, byLogits);
    }

    private static (IReadOnlyList<int> Chosen, string Rule) Choose(
        CyclicView view, IReadOnlyList<int>? byMap, IReadOnlyList<int> byLogits)
    {
        var populated = view.Clusters?.Clusters.Where(c => c.Neurons.Count >= FewestNeurons).Select(c => c.Frequency) ?? [];
        int[] byNeurons = [.. (byMap ?? []).Intersect(populated).Order()];
        if (byNeurons.Length > 0)
        {
            return (byNeurons, NeuronRule);
        }
        return view.CosineFit.FractionExplained([.. view.Basis.Frequencies]) >= LogitShare
            ? (byLogits, LogitRule)
            : ([], NoRule);
    }

    private static int[] Large(IReadOnlyList<double> amplitudes)
    {
        var limit = amplitudes.Select(Math.Abs).DefaultIfEmpty().Max() * NormShare;
        return [.. Enumerable.Range(1, amplitudes.Count).Where(k => Math.Abs(amplitudes[k - 1]) > limit)];
    }
}

/// <summary>Two-dimensional Fourier components of the logits: which products of waves in a and b carry them.</summary>
public sealed class LogitSpectrum
{
    private LogitSpectrum(Matrix norms)
    {
        Norms = norms;
    }

    /// <summary>
    /// Length over the p classes of each component, [p, p]: rows are components in a, columns in b, both in the order of
    /// <see cref="FourierBasis.Rows"/>. The sum of squares is that of the logits.
    /// </summary>
    public Matrix Norms { get; }

    /// <summary>The spectrum of a view's logits.</summary>
    public static LogitSpectrum Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var coefficients = view.Basis.Forward2D(view.Logits);
        var norms = new Matrix(view.N, view.N);
        for (var cell = 0; cell < coefficients.Rows; cell++)
        {
            norms.Span[cell] = TensorPrimitives.Norm<double>(coefficients.Row(cell));
        }
        return new LogitSpectrum(norms);
    }

    /// <summary>The components with the largest share of the logits' variance over the pairs, in falling order.</summary>
    /// <param name="count">How many, at most p² − 1: the constant is none of them.</param>
    public IReadOnlyList<LogitComponent> Largest(int count)
    {
        var energy = TensorPrimitives.SumOfSquares<double>(Norms.Span[1..]);
        return [.. Enumerable.Range(1, (Norms.Rows * Norms.Columns) - 1)
            .Select(cell => Component(cell, energy))
            .OrderByDescending(component => component.Share)
            .Take(count)];
    }

    private LogitComponent Component(int cell, double energy)
    {
        var (first, second) = Math.DivRem(cell, Norms.Columns);
        return new LogitComponent(first, second, energy > 0 ? Norms[first, second] * Norms[first, second] / energy : 0);
    }
}

/// <summary>One two-dimensional Fourier component of the logits.</summary>
/// <param name="First">Component in a, in the order of <see cref="FourierBasis.Rows"/>.</param>
/// <param name="Second">Component in b.</param>
/// <param name="Share">Share of the energy of all components but the constant, 0 to 1.</param>
public sealed record LogitComponent(int First, int Second, double Share);
