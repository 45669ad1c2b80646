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
public sealed record KeyFrequencySearch(
    IReadOnlyList<int> Chosen,
    string Rule,
    IReadOnlyList<int>? AllNeurons,
    IReadOnlyList<int>? NeuronLogitMap,
    IReadOnlyList<int>? Embedding)
{
    /// <summary>Share of the longest frequency's length that a frequency must exceed: a quarter.</summary>
    public const double NormShare = 0.25;

    /// <summary>Number of well-explained neurons that a key frequency has at least.</summary>
    public const int FewestNeurons = 5;

    /// <summary>Searches a specimen by all rules.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="given">Key frequencies to use instead of the found ones; null to choose.</param>
    internal static KeyFrequencySearch In(Specimen specimen, IReadOnlyList<int>? given)
    {
        var byMap = specimen.NeuronLogitSpectrum?.FrequenciesAbove(NormShare);
        var byEmbedding = specimen.EmbeddingSpectrum?.FrequenciesAbove(NormShare);
        var (chosen, rule) = given is null ? Choose(specimen, byMap) : (given, "given");
        return new KeyFrequencySearch(chosen, rule, specimen.Clusters?.DistinctFrequencies, byMap, byEmbedding);
    }

    private static (IReadOnlyList<int> Chosen, string Rule) Choose(Specimen specimen, IReadOnlyList<int>? byMap)
    {
        if (byMap is not null && specimen.Clusters is { } clusters)
        {
            var populated = clusters.Clusters.Where(c => c.Neurons.Count >= FewestNeurons).Select(c => c.Frequency);
            return ([.. byMap.Intersect(populated).Order()],
                "more than a quarter of the longest frequency of the neuron-logit map, and at least 5 neurons of which it explains 85 %");
        }
        if (Missing.Sums(specimen) is null)
        {
            var limit = specimen.CosineFit.Amplitudes.Select(Math.Abs).DefaultIfEmpty().Max() * NormShare;
            return ([.. specimen.Basis.Frequencies.Where(k => Math.Abs(specimen.CosineFit.Amplitudes[k - 1]) > limit)],
                "more than a quarter of the largest amplitude of cos(ω(a + b − c)) in the logits; there are no neurons");
        }
        return ([], "none: there are no neurons, and the answers are not a + b");
    }
}
