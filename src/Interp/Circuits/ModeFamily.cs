namespace Grokking.Interp;

/// <summary>One family of the two-dimensional Fourier modes of the logits, on its own.</summary>
/// <param name="Name">constant, first (a alone), second (b alone), sum (a + b), difference (a − b) or rest.</param>
/// <param name="PowerShare">Share of the logits' squares, 0 to 1; the six add up to 1.</param>
/// <param name="Accuracy">Share of pairs that the family alone answers right, 0 to 1; of equal logits the first counts.</param>
/// <param name="MeanMargin">Mean over the pairs of the right logit less the largest other, in the family alone.</param>
/// <param name="SmallestMargin">The smallest of these margins: above 0 = every pair is right.</param>
public sealed record ModeFamily(string Name, double PowerShare, double Accuracy, double MeanMargin, double SmallestMargin);
