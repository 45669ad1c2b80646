namespace Grokking.Interp;

/// <summary>The neurons that one frequency explains.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Neurons">Their indices, ascending.</param>
/// <param name="FractionExplained">Mean share of their variance that the frequency explains, 0.85 to 1.</param>
public sealed record NeuronCluster(int Frequency, IReadOnlyList<int> Neurons, double FractionExplained);
