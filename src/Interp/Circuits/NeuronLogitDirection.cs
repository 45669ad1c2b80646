namespace Grokking.Interp;

/// <summary>One direction of neuron space that writes a wave over the answers to the logits.</summary>
/// <param name="Frequency">The frequency k.</param>
/// <param name="IsCosine">Whether it writes cos(ω_k·c); else sin(ω_k·c).</param>
/// <param name="Length">Length of the row of F·W_L.</param>
/// <param name="FractionExplained">Share of the variance of the neurons along it, over all pairs, that the same wave of a + b
/// explains, 0 to 1.</param>
public sealed record NeuronLogitDirection(int Frequency, bool IsCosine, double Length, double FractionExplained);
