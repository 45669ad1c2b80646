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

/// <summary>How key frequencies were chosen, and what the sources' rules return; see <see cref="KeyFrequencySearch"/>.</summary>
/// <param name="ChosenBy">The rule in use, in words; <c>given</c> when they were named by the caller.</param>
/// <param name="AllNeurons">Every frequency that fits some neuron best.</param>
/// <param name="NeuronLogitMap">More than a quarter of the longest frequency of the neuron-logit map.</param>
/// <param name="Embedding">More than a quarter of the longest frequency of the embedding.</param>
/// <param name="Logits">More than a quarter of the largest amplitude of cos(ω(a + b − c)) in the logits.</param>
public sealed record KeyFrequencyRules(
    string ChosenBy,
    IReadOnlyList<int>? AllNeurons,
    IReadOnlyList<int>? NeuronLogitMap,
    IReadOnlyList<int>? Embedding,
    IReadOnlyList<int>? Logits);

/// <summary>The neurons of one frequency, counted.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Neurons">How many neurons it explains to 85 % or more.</param>
/// <param name="FractionExplained">Mean share of their variance that it explains, 0.85 to 1.</param>
public sealed record AnalysisCluster(int Frequency, int Neurons, double FractionExplained);

/// <summary>How good a circle a frequency's embedding is; see <see cref="EmbeddingCircle"/>.</summary>
/// <param name="Frequency">The frequency.</param>
/// <param name="Purity">Share of the variance in its plane that lies on the frequency, 0 to 1.</param>
/// <param name="Roundness">Shorter over longer axis: 1 a circle, 0 a line.</param>
public sealed record AnalysisCircle(int Frequency, double Purity, double Roundness);

/// <summary>One attention head of the last block, seen from the last position.</summary>
/// <param name="Head">Head, from 0.</param>
/// <param name="MeanAttention">Mean weight over all pairs to a, to b and, where there is one, to "=", [key_pos].</param>
/// <param name="Frequency">The frequency of its score C(v), see <see cref="HeadScore"/>; null where that is not defined.</param>
/// <param name="FractionExplained">Share of the variance of C that it explains, 0 to 1; null where not defined.</param>
public sealed record AnalysisHead(int Head, IReadOnlyList<double> MeanAttention, int? Frequency, double? FractionExplained);
