namespace Grokking.Interp;

/// <summary>One attention head of the last block, seen from the last position.</summary>
/// <param name="Head">Head, from 0.</param>
/// <param name="MeanAttention">Mean weight over all pairs to a, to b and, where there is one, to "=", [key_pos].</param>
/// <param name="Frequency">The frequency of its score C(v), see <see cref="HeadScore"/>; null where that is not defined.</param>
/// <param name="FractionExplained">Share of the variance of C that it explains, 0 to 1; null where not defined.</param>
public sealed record AnalysisHead(int Head, IReadOnlyList<double> MeanAttention, int? Frequency, double? FractionExplained);
