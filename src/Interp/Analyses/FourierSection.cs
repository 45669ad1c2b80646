namespace Grokking.Interp;

/// <summary>Puts the Fourier section of an analysis together.</summary>
internal static class FourierSection
{
    private const int LogitComponents = 12;

    /// <summary>The section of a specimen; reasons of missing parts go to the notes.</summary>
    public static AnalysisFourier Of(Specimen specimen, Notes notes)
    {
        notes.Add("fourier.embedding_power", Missing.Model(specimen));
        notes.Add("fourier.embedding_circles", Missing.Model(specimen));
        notes.Add("fourier.neuron_logit_power", Missing.NeuronLogitMap(specimen));
        notes.Add("fourier.neuron_clusters", Missing.Neurons(specimen));
        notes.Add("fourier.neuron_logit_fit", Missing.NeuronLogitMap(specimen) ?? Missing.Neurons(specimen) ?? Missing.Sums(specimen));
        notes.Add("fourier.attention_heads", specimen.Recording.Pattern is null ? "the model has no attention" : null);
        var fraction = MeasureCatalogue.Find("logit_fraction_explained").Of(specimen);
        return new AnalysisFourier
        {
            EmbeddingPower = specimen.EmbeddingSpectrum?.Power,
            NeuronLogitPower = specimen.NeuronLogitSpectrum?.Power,
            KeyFrequencies = specimen.KeyFrequencies,
            KeyFrequencyRules = Rules(specimen.KeyFrequencySearch),
            NeuronClusters = specimen.Clusters?.Clusters.Select(OfCluster).ToArray(),
            LogitFractionExplained = notes.Take("fourier.logit_fraction_explained", fraction),
            LogitComponents = LogitSpectrum.Of(specimen).Largest(LogitComponents),
            NeuronLogitFit = NeuronLogitFit.Of(specimen),
            EmbeddingCircles = Circles(specimen),
            AttentionHeads = Heads(specimen),
        };
    }

    private static KeyFrequencyRules Rules(KeyFrequencySearch search) =>
        new(search.Rule, search.AllNeurons, search.NeuronLogitMap, search.Embedding);

    private static AnalysisCluster OfCluster(NeuronCluster cluster) =>
        new(cluster.Frequency, cluster.Neurons.Count, cluster.FractionExplained);

    private static AnalysisCircle[]? Circles(Specimen specimen) => specimen.W_E is { } embedding
        ? [.. specimen.KeyFrequencies.Where(specimen.Basis.HasSine)
            .Select(k => EmbeddingCircle.Of(specimen.Basis, embedding, k))
            .Select(circle => new AnalysisCircle(circle.Frequency, circle.Purity, circle.Roundness))]
        : null;

    private static AnalysisHead[]? Heads(Specimen specimen)
    {
        var scores = HeadScore.Of(specimen);
        return AttentionMaps.Of(specimen) is { } maps
            ? [.. Enumerable.Range(0, maps.Heads)
                .Select(head => new AnalysisHead(head, maps.Means(head), scores?[head].Frequency, scores?[head].FractionExplained))]
            : null;
    }
}
