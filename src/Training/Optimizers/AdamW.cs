namespace Grokking.Training;

/// <summary>
/// Settings of AdamW (Loshchilov and Hutter 2019) as PyTorch computes it: decay is decoupled, w ← w·(1 − lr·decay) before
/// each step, and applies to every parameter, biases included.
/// </summary>
/// <param name="LearningRate">Learning rate after warm-up, above 0.</param>
/// <param name="WeightDecay">Decoupled decay, 0 or more.</param>
/// <param name="Beta1">Decay of the mean of gradients, 0 to below 1.</param>
/// <param name="Beta2">Decay of the mean of squared gradients, 0 to below 1.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="WarmupSteps">
/// The learning rate of step s, counted from 0, is multiplied by min(s/WarmupSteps, 1), so that the first step has rate 0
/// (Nanda et al. 2023); 0 means no warm-up.
/// </param>
public sealed record AdamW(
    double LearningRate = 1e-3,
    double WeightDecay = 1,
    double Beta1 = 0.9,
    double Beta2 = 0.98,
    double Epsilon = 1e-8,
    int WarmupSteps = 10)
{
    /// <summary>Learning rate of an update.</summary>
    /// <param name="step">Number of updates done before it.</param>
    public double RateAt(int step) => WarmupSteps == 0 ? LearningRate : LearningRate * Math.Min((double)step / WarmupSteps, 1);
}
