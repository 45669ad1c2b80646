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
