namespace Grokking.Interp;

/// <summary>Which frequencies the weights, neurons and logits use.</summary>
public sealed record AnalysisFourier
{
    /// <summary>Squared length of each frequency of the embedding, [⌊p/2⌋] from k = 1.</summary>
    public IReadOnlyList<double>? EmbeddingPower { get; init; }

    /// <summary>Squared length of each frequency of the neuron-logit map, [⌊p/2⌋] from k = 1.</summary>
    public IReadOnlyList<double>? NeuronLogitPower { get; init; }

    /// <summary>The key frequencies, ascending.</summary>
    public IReadOnlyList<int> KeyFrequencies { get; init; } = [];

    /// <summary>How they were chosen.</summary>
    public KeyFrequencyRules? KeyFrequencyRules { get; init; }

    /// <summary>Neurons by frequency.</summary>
    public IReadOnlyList<AnalysisCluster>? NeuronClusters { get; init; }

    /// <summary>Share of the logits' variance that the key frequencies' cos(ω(a + b − c)) explain, 0 to 1.</summary>
    public double? LogitFractionExplained { get; init; }

    /// <summary>The twelve largest two-dimensional components of the logits.</summary>
    public IReadOnlyList<LogitComponent>? LogitComponents { get; init; }

    /// <summary>The neuron-logit map as waves over the answers.</summary>
    public NeuronLogitFit? NeuronLogitFit { get; init; }

    /// <summary>The embedding as circles, one a key frequency.</summary>
    public IReadOnlyList<AnalysisCircle>? EmbeddingCircles { get; init; }

    /// <summary>Where the heads look.</summary>
    public IReadOnlyList<AnalysisHead>? AttentionHeads { get; init; }
}
