namespace Grokking.Interp;

/// <summary>One principal component of the embedding, read as a wave over the numbers.</summary>
/// <param name="Score">How much of it one frequency explains, 0 to 1: 1 for a pure wave.</param>
/// <param name="Frequency">That frequency, 1..⌊p/2⌋.</param>
/// <param name="VarianceShare">Share of the embedding's variance in this component, 0 to 1.</param>
public sealed record CircularComponent(double Score, int Frequency, double VarianceShare);
