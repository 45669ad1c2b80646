namespace Grokking.Interp;

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
