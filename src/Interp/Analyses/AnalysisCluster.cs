namespace Grokking.Interp;

/// <summary>The neurons of one frequency, counted.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Neurons">How many neurons it explains to 85 % or more.</param>
/// <param name="FractionExplained">Mean share of their variance that it explains, 0.85 to 1.</param>
public sealed record AnalysisCluster(int Frequency, int Neurons, double FractionExplained);
