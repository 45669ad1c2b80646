namespace Grokking.Training;

/// <summary>The numbers of one AdamW update (Loshchilov and Hutter 2019); derived scalars are taken in double.</summary>
/// <param name="LearningRate">Largest change of a weight in one step, about; positive.</param>
/// <param name="WeightDecay">Each step shrinks weights by learning rate · weight decay; 0 for none.</param>
/// <param name="Beta1">Share of the gradient's running mean that a step keeps, in [0, 1).</param>
/// <param name="Beta2">Share of the squared gradient's running mean that a step keeps, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the squared gradient's mean.</param>
/// <param name="StepNumber">1 for the first update.</param>
internal readonly record struct AdamWStep(
    double LearningRate, double WeightDecay, double Beta1, double Beta2, double Epsilon, int StepNumber)
{
    /// <summary>What a weight is multiplied by.</summary>
    public double Shrink => 1 - LearningRate * WeightDecay;

    /// <summary>Learning rate over the correction for a running mean that began at zero.</summary>
    public double StepSize => LearningRate / (1 - Math.Pow(Beta1, StepNumber));

    /// <summary>Root of the correction for a running mean of squares that began at zero.</summary>
    public double RootCorrection => Math.Sqrt(1 - Math.Pow(Beta2, StepNumber));
}
