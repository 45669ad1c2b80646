namespace Grokking.Training;

/// <summary>How a network does on some examples.</summary>
/// <param name="Loss">Mean cross-entropy, nats, in double.</param>
/// <param name="Accuracy">Share of examples whose largest logit is the answer's (the first of equals), 0 to 1.</param>
/// <param name="ZeroLossShare">Share of examples whose loss is exactly zero: a softmax that has collapsed, 0 to 1.</param>
public readonly record struct Evaluation(double Loss, double Accuracy, double ZeroLossShare);
