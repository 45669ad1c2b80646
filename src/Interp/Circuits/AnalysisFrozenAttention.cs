namespace Grokking.Interp;

/// <summary>A network with attention frozen to its mean over all pairs.</summary>
/// <param name="Loss">Mean cross-entropy of all pairs over the p answers, in nats.</param>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="SecondOrderFraction">Share of the first neurons' energy in functions of a + b, 0 to 1; null without neurons.</param>
public sealed record AnalysisFrozenAttention(double Loss, double Accuracy, double? SecondOrderFraction);
