namespace Grokking.Training;

/// <summary>How a network does on some examples.</summary>
/// <param name="Loss">Mean cross-entropy, nats, in double.</param>
/// <param name="Accuracy">Share of examples whose largest logit is the answer's (the first of equals), 0 to 1.</param>
/// <param name="ZeroLossShare">
/// Share of examples whose loss is exactly zero in float32, 0 to 1: the other answers have at most 2⁻²⁴ of the probability, and
/// 1 + 2⁻²⁴ rounds to 1. A softmax in float32 has then collapsed and gives these examples no gradient (Prieto et al. 2025,
/// arXiv 2501.04697); the engines here take loss and softmax in double and still do.
/// </param>
public readonly record struct Evaluation(double Loss, double Accuracy, double ZeroLossShare);
