namespace Grokking.Interp;

/// <summary>How well logits answer some pairs.</summary>
/// <param name="Loss">Mean cross-entropy in nats, at least 0; ln p for equal logits.</param>
/// <param name="Accuracy">Share of pairs whose largest logit is the answer's, 0 to 1; of equal logits the first counts.</param>
public readonly record struct Score(double Loss, double Accuracy);
