using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// The AdamW update, operation by operation as PyTorch 1.13 rounds it on a CPU with fused multiply-adds, so that runs can be
/// compared bit for bit. Elementwise: any split of the range gives the same bits.
/// </summary>
internal static class AdamWKernel
{
    /// <summary>
    /// w ← w·(1 − lr·decay); m ← m·β₁ + g·(1 − β₁); v ← v·β₂ + g²·(1 − β₂); w ← w − lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
    /// </summary>
    /// <param name="weights">Updated in place.</param>
    /// <param name="gradient">As long as the weights.</param>
    /// <param name="m">Running mean of the gradient, zero before the first step; updated in place.</param>
    /// <param name="v">Running mean of the squared gradient, zero before the first step; updated in place.</param>
    /// <param name="s">The numbers of this step.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Update(
        Span<float> weights, ReadOnlySpan<float> gradient, Span<float> m, Span<float> v, in AdamWStep s)
    {
        Debug.Assert(gradient.Length == weights.Length && m.Length == weights.Length && v.Length == weights.Length, "one length");
        var (shrink, step) = (Vector512.Create((float)s.Shrink), Vector512.Create((float)-s.StepSize));
        var (keepM, addM) = (Vector512.Create((float)s.Beta1), Vector512.Create((float)(1 - s.Beta1)));
        var (keepV, addV) = (Vector512.Create((float)s.Beta2), Vector512.Create((float)(1 - s.Beta2)));
        var (root, epsilon) = (Vector512.Create((float)s.RootCorrection), Vector512.Create((float)s.Epsilon));
        var lanes = Vector512<float>.Count;
        var i = 0;
        for (; i <= weights.Length - lanes; i += lanes)
        {
            var g = Vector512.Create(gradient.Slice(i, lanes));
            var mean = Vector512.FusedMultiplyAdd(g, addM, Vector512.Create<float>(m.Slice(i, lanes)) * keepM);
            var square = Vector512.FusedMultiplyAdd(addV * g, g, Vector512.Create<float>(v.Slice(i, lanes)) * keepV);
            var size = Vector512.Sqrt(square) / root + epsilon;
            (Vector512.Create<float>(weights.Slice(i, lanes)) * shrink + step * mean / size).CopyTo(weights.Slice(i, lanes));
            mean.CopyTo(m.Slice(i, lanes));
            square.CopyTo(v.Slice(i, lanes));
        }
        // The tail repeats the lines above one element at a time, rounding for rounding.
        for (; i < weights.Length; i++)
        {
            var g = gradient[i];
            m[i] = MathF.FusedMultiplyAdd(g, addM[0], m[i] * keepM[0]);
            v[i] = MathF.FusedMultiplyAdd(addV[0] * g, g, v[i] * keepV[0]);
            weights[i] = weights[i] * shrink[0] + step[0] * m[i] / (MathF.Sqrt(v[i]) / root[0] + epsilon[0]);
        }
    }
}

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
