namespace Grokking.Interp;

/// <summary>The network with frequencies removed from its logits, or all else; see <see cref="Ablation"/>.</summary>
/// <param name="Frequencies">The frequencies.</param>
/// <param name="Kept">False: these are removed. True: these and the mean of each class are all that is kept.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share answered right, 0 to 1.</param>
public sealed record AnalysisAblation(IReadOnlyList<int> Frequencies, bool Kept, SplitValues Loss, SplitValues Accuracy);
