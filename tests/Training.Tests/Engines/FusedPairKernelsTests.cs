namespace Grokking.Training.Tests;

/// <summary>The pair kernels against their formulas in double, at widths that reach each of their loops.</summary>
public sealed unsafe class FusedPairKernelsTests
{
    // Float32 sums of up to 160 products of numbers below 1.
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(32, 1)]
    [InlineData(96, 3)]
    [InlineData(160, 4)]
    public void Mix_IsTheWeightedSumOfRows(int width, int heads)
    {
        var (start, ofA, ofB, alpha, beta) =
            (Numbers(width, 1), Numbers(heads * width, 2), Numbers(heads * width, 3), Numbers(heads, 4), Numbers(heads, 5));
        var row = new float[width];
        fixed (float* r = row, s = start, a = ofA, b = ofB, x = alpha, y = beta)
        {
            PairKernels.Mix(r, s, a, b, width, x, y, heads, width);
        }
        for (var j = 0; j < width; j++)
        {
            var expected = start[j] + Enumerable.Range(0, heads)
                .Sum(h => (double)alpha[h] * ofA[(h * width) + j] + (double)beta[h] * ofB[(h * width) + j]);
            Assert.Equal(expected, row[j], Tolerance);
        }
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(96, 3)]
    [InlineData(160, 4)]
    public void MixBackward_IsTheProductWithEachRow(int width, int heads)
    {
        var (gradient, ofA, ofB) = (Numbers(width, 1), Numbers(heads * width, 2), Numbers(heads * width, 3));
        var (alpha, beta) = (new float[heads], new float[heads]);
        fixed (float* d = gradient, a = ofA, b = ofB, x = alpha, y = beta)
        {
            PairKernels.MixBackward(d, a, b, width, x, y, heads, width);
        }
        for (var h = 0; h < heads; h++)
        {
            Assert.Equal(Enumerable.Range(0, width).Sum(j => (double)gradient[j] * ofA[(h * width) + j]), alpha[h], Tolerance);
            Assert.Equal(Enumerable.Range(0, width).Sum(j => (double)gradient[j] * ofB[(h * width) + j]), beta[h], Tolerance);
        }
    }

    [Theory]
    [InlineData(32, 1, false)]
    [InlineData(160, 3, false)]
    [InlineData(160, 3, true)]
    public void WeightedSums_AddTheRowsOfTheUses(int width, int heads, bool accumulate)
    {
        int[] uses = [4, 0, 2];
        var (rows, weights, before) = (Numbers(5 * width, 1), Numbers(5 * heads, 2), Numbers(heads * width, 3));
        var target = (float[])before.Clone();
        fixed (float* t = target, r = rows, w = weights)
        fixed (int* u = uses)
        {
            PairKernels.WeightedSums(t, width, r, u, w, heads, uses.Length, heads, width, accumulate);
        }
        for (var i = 0; i < target.Length; i++)
        {
            var (h, j) = Math.DivRem(i, width);
            var expected =
                (accumulate ? before[i] : 0) + uses.Sum(use => (double)weights[(use * heads) + h] * rows[(use * width) + j]);
            Assert.Equal(expected, target[i], Tolerance);
        }
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
