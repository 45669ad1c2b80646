using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// Weighted sums of table rows, forward and backward. A pair (a, b) takes from each head h one row T_h[a] and one row T_h[b];
/// rows are a multiple of 32 floats wide, so that there is no tail.
/// </summary>
internal static unsafe class PairKernels
{
    private const int Unit = 32;

    /// <summary>row = start + Σ_h (α_h·T_h[a] + β_h·T_h[b]).</summary>
    /// <param name="row">[width], overwritten.</param>
    /// <param name="start">[width].</param>
    /// <param name="ofA">T_0[a].</param>
    /// <param name="ofB">T_0[b].</param>
    /// <param name="headStride">Distance from one head's row to the next head's.</param>
    /// <param name="alpha">[heads].</param>
    /// <param name="beta">[heads].</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">A multiple of 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mix(
        float* row, float* start, float* ofA, float* ofB, nint headStride, float* alpha, float* beta, int heads, int width)
    {
        Debug.Assert(width % Unit == 0, "whole units");
        var j = 0;
        for (; j <= width - (2 * Unit); j += 2 * Unit)
        {
            var (sum0, sum1) = (Vector512.Load(start + j), Vector512.Load(start + j + 16));
            var (sum2, sum3) = (Vector512.Load(start + j + 32), Vector512.Load(start + j + 48));
            float* a = ofA + j, b = ofB + j;
            for (var h = 0; h < heads; h++, a += headStride, b += headStride)
            {
                var (x, y) = (Vector512.Create(alpha[h]), Vector512.Create(beta[h]));
                sum0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(a), sum0);
                sum1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(a + 16), sum1);
                sum2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(a + 32), sum2);
                sum3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(a + 48), sum3);
                sum0 = Vector512.FusedMultiplyAdd(y, Vector512.Load(b), sum0);
                sum1 = Vector512.FusedMultiplyAdd(y, Vector512.Load(b + 16), sum1);
                sum2 = Vector512.FusedMultiplyAdd(y, Vector512.Load(b + 32), sum2);
                sum3 = Vector512.FusedMultiplyAdd(y, Vector512.Load(b + 48), sum3);
            }
            sum0.Store(row + j);
            sum1.Store(row + j + 16);
            sum2.Store(row + j + 32);
            sum3.Store(row + j + 48);
        }
        for (; j < width; j += 16)
        {
            var sum = Vector512.Load(start + j);
            float* a = ofA + j, b = ofB + j;
            for (var h = 0; h < heads; h++, a += headStride, b += headStride)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(alpha[h]), Vector512.Load(a), sum);
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(beta[h]), Vector512.Load(b), sum);
            }
            sum.Store(row + j);
        }
    }

    /// <summary>Backward of <see cref="Mix"/>, row = start + Σ_h (α_h·T_h[a] + β_h·T_h[b]): dα_h = d·T_h[a], dβ_h =
    /// d·T_h[b].</summary>
    /// <param name="gradient">d, [width].</param>
    /// <param name="ofA">T_0[a].</param>
    /// <param name="ofB">T_0[b].</param>
    /// <param name="headStride">Distance from one head's row to the next head's.</param>
    /// <param name="alpha">dα, [heads], overwritten.</param>
    /// <param name="beta">dβ, [heads], overwritten.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">A multiple of 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MixBackward(
        float* gradient, float* ofA, float* ofB, nint headStride, float* alpha, float* beta, int heads, int width)
    {
        Debug.Assert(width % Unit == 0, "whole units");
        for (var h = 0; h < heads; h++, ofA += headStride, ofB += headStride)
        {
            var (a0, a1) = (Vector512<float>.Zero, Vector512<float>.Zero);
            var (b0, b1) = (Vector512<float>.Zero, Vector512<float>.Zero);
            for (var j = 0; j < width; j += Unit)
            {
                var (d0, d1) = (Vector512.Load(gradient + j), Vector512.Load(gradient + j + 16));
                a0 = Vector512.FusedMultiplyAdd(d0, Vector512.Load(ofA + j), a0);
                b0 = Vector512.FusedMultiplyAdd(d0, Vector512.Load(ofB + j), b0);
                a1 = Vector512.FusedMultiplyAdd(d1, Vector512.Load(ofA + j + 16), a1);
                b1 = Vector512.FusedMultiplyAdd(d1, Vector512.Load(ofB + j + 16), b1);
            }
            alpha[h] = Vector512.Sum(a0 + a1);
            beta[h] = Vector512.Sum(b0 + b1);
        }
    }

    /// <summary>
    /// Backward of <see cref="Mix"/> to the rows of one token: target_h = Σ_i weight_ih·row_i over the token's uses, in their
    /// order.
    /// </summary>
    /// <param name="target">[width] for each head; overwritten, or added to when <paramref name="accumulate"/>.</param>
    /// <param name="targetStride">Distance from one head's target to the next head's.</param>
    /// <param name="rows">The row of use u lies at u · width.</param>
    /// <param name="uses">[count].</param>
    /// <param name="weights">The weight of use u for head h lies at u · <paramref name="weightStride"/> + h.</param>
    /// <param name="weightStride">Distance between weights.</param>
    /// <param name="count">Number of uses.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">A multiple of 32.</param>
    /// <param name="accumulate">Whether the target is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSums(
        float* target, nint targetStride, float* rows, int* uses, float* weights, nint weightStride, int count, int heads,
        int width, bool accumulate)
    {
        Debug.Assert(width % Unit == 0, "whole units");
        var j = 0;
        // Eight sums hide the latency of the multiply-adds; a stripe of the rows stays in the first-level cache from head to
        // head.
        for (; j <= width - (4 * Unit); j += 4 * Unit)
        {
            for (var h = 0; h < heads; h++)
            {
                var t = target + j + (h * targetStride);
                var (s0, s1, s2, s3) = accumulate
                    ? (Vector512.Load(t), Vector512.Load(t + 16), Vector512.Load(t + 32), Vector512.Load(t + 48)) : default;
                var (s4, s5, s6, s7) = accumulate
                    ? (Vector512.Load(t + 64), Vector512.Load(t + 80), Vector512.Load(t + 96), Vector512.Load(t + 112)) : default;
                for (var i = 0; i < count; i++)
                {
                    var row = rows + ((nint)uses[i] * width) + j;
                    var weight = Vector512.Create(weights[(uses[i] * weightStride) + h]);
                    s0 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row), s0);
                    s1 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 16), s1);
                    s2 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 32), s2);
                    s3 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 48), s3);
                    s4 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 64), s4);
                    s5 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 80), s5);
                    s6 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 96), s6);
                    s7 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 112), s7);
                }
                s0.Store(t);
                s1.Store(t + 16);
                s2.Store(t + 32);
                s3.Store(t + 48);
                s4.Store(t + 64);
                s5.Store(t + 80);
                s6.Store(t + 96);
                s7.Store(t + 112);
            }
        }
        for (; j < width; j += 16)
        {
            for (var h = 0; h < heads; h++)
            {
                var t = target + j + (h * targetStride);
                var sum = accumulate ? Vector512.Load(t) : Vector512<float>.Zero;
                for (var i = 0; i < count; i++)
                {
                    var weight = Vector512.Create(weights[(uses[i] * weightStride) + h]);
                    sum = Vector512.FusedMultiplyAdd(weight, Vector512.Load(rows + ((nint)uses[i] * width) + j), sum);
                }
                sum.Store(t);
            }
        }
    }
}
