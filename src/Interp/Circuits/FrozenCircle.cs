namespace Grokking.Interp;

/// <summary>A lone circle with attention frozen to its mean.</summary>
/// <param name="Alone">How well the network does.</param>
/// <param name="Fits">Fits after the mean of each class is removed; null when nothing is left.</param>
public sealed record FrozenCircle(Score Alone, PatternFits? Fits);
