namespace Grokking.Interp;

/// <summary>Puts the Fourier section of an analysis together.</summary>
internal static class FourierSection
{
    private const int LogitComponents = 12;

    /// <summary>The section of a specimen; reasons of missing parts go to the notes.</summary>
    public static AnalysisFourier Of(Specimen specimen, Notes notes)
    {
        var noWaves = Missing.Waves(specimen);
        notes.Add("fourier.embedding_power", Missing.Model(specimen) ?? noWaves);
        notes.Add("fourier.embedding_circles", Missing.Model(specimen) ?? noWaves);
        notes.Add("fourier.neuron_logit_power", Missing.NeuronLogitMap(specimen) ?? noWaves);
        notes.Add("fourier.neuron_clusters", Missing.Neurons(specimen) ?? noWaves);
        notes.Add("fourier.neuron_logit_fit",
            Missing.NeuronLogitMap(specimen) ?? Missing.Neurons(specimen) ?? Missing.Sums(specimen));
        notes.Add("fourier.logit_components", noWaves);
        notes.Add("fourier.attention_heads", specimen.Recording.Pattern is null ? "the model has no attention" : null);
        var section = new AnalysisFourier
        {
            KeyFrequencies = specimen.KeyFrequencies,
            KeyFrequencyRules = Rules(specimen.KeyFrequencySearch),
            LogitFractionExplained = notes.Take(
                "fourier.logit_fraction_explained", MeasureCatalogue.Find("logit_fraction_explained").Of(specimen)),
            NeuronLogitFit = NeuronLogitFit.Of(specimen),
            AttentionHeads = Heads(specimen),
        };
        return noWaves is not null ? section : section with
        {
            EmbeddingPower = specimen.EmbeddingSpectrum?.Power,
            NeuronLogitPower = specimen.NeuronLogitSpectrum?.Power,
            NeuronClusters = specimen.Clusters?.Clusters.Select(OfCluster).ToArray(),
            LogitComponents = LogitSpectrum.Of(specimen).Largest(LogitComponents),
            EmbeddingCircles = Circles(specimen),
        };
    }

    private static KeyFrequencyRules Rules(KeyFrequencySearch search) =>
        new(search.Rule, search.AllNeurons, search.NeuronLogitMap, search.Embedding, search.Logits);

    private static AnalysisCluster OfCluster(NeuronCluster cluster) =>
        new(cluster.Frequency, cluster.Neurons.Count, cluster.FractionExplained);

    private static AnalysisCircle[]? Circles(Specimen specimen) => specimen.W_E is { } embedding
        ? [.. specimen.KeyFrequencies.Where(specimen.Basis.HasSine)
            .Select(k => EmbeddingCircle.Of(specimen.Basis, embedding, k))
            .Select(circle => new AnalysisCircle(circle.Frequency, circle.Purity, circle.Roundness))]
        : null;

    private static AnalysisHead[]? Heads(Specimen specimen)
    {
        var scores = Missing.Waves(specimen) is null ? HeadScore.Of(specimen) : null;
        return AttentionMaps.Of(specimen) is { } maps
            ? [.. Enumerable.Range(0, maps.Heads).Select(head => OfHead(head, maps, scores?[head]))]
            : null;
    }

    private static AnalysisHead OfHead(int head, AttentionMaps maps, HeadScore? score) =>
        new(head, maps.Means(head), score?.Frequency, score?.FractionExplained);
}
