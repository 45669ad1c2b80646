using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>Sums of rows with weights: the innermost loop of products, ablations and transforms in double.</summary>
public static class WeightedRows
{
    private const int Vectors = 4;

    private static int Lanes => Vector512<double>.Count;

    /// <summary>
    /// target[j] += Σ_k weights[k]·rows[k·stride + j], a term at a time in the order of k, each product and each sum rounded: the
    /// bits of as many calls of <see cref="TensorPrimitives.MultiplyAdd{T}(ReadOnlySpan{T}, T, ReadOnlySpan{T}, Span{T})"/>.
    /// </summary>
    /// <param name="rows">Row k from k·stride, at least as long as the target.</param>
    /// <param name="stride">From one row to the next, at least 0.</param>
    /// <param name="weights">One for each row; none leaves the target as it is.</param>
    /// <param name="target">Does not overlap the rows.</param>
    /// <exception cref="ArgumentException">There are fewer rows than weights.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> weights, Span<double> target)
    {
        var needed = weights.IsEmpty ? 0 : ((weights.Length - 1L) * stride) + target.Length;
        Require.That(
            stride >= 0 && rows.Length >= needed,
            $"expected {weights.Length} rows {stride} apart, {needed} values, got {rows.Length}.", nameof(rows));
        ref var source = ref MemoryMarshal.GetReference(rows);
        ref var sums = ref MemoryMarshal.GetReference(target);
        var j = 0;
        for (; j <= target.Length - (Vectors * Lanes); j += Vectors * Lanes)
        {
            var a = Vector512.LoadUnsafe(ref sums, (nuint)j);
            var b = Vector512.LoadUnsafe(ref sums, (nuint)(j + Lanes));
            var c = Vector512.LoadUnsafe(ref sums, (nuint)(j + (2 * Lanes)));
            var d = Vector512.LoadUnsafe(ref sums, (nuint)(j + (3 * Lanes)));
            var place = (nuint)j;
            foreach (var weight in weights)
            {
                var factor = Vector512.Create(weight);
                a += Vector512.LoadUnsafe(ref source, place) * factor;
                b += Vector512.LoadUnsafe(ref source, place + (nuint)Lanes) * factor;
                c += Vector512.LoadUnsafe(ref source, place + (nuint)(2 * Lanes)) * factor;
                d += Vector512.LoadUnsafe(ref source, place + (nuint)(3 * Lanes)) * factor;
                place += (nuint)stride;
            }
            a.StoreUnsafe(ref sums, (nuint)j);
            b.StoreUnsafe(ref sums, (nuint)(j + Lanes));
            c.StoreUnsafe(ref sums, (nuint)(j + (2 * Lanes)));
            d.StoreUnsafe(ref sums, (nuint)(j + (3 * Lanes)));
        }
        for (; j <= target.Length - Lanes; j += Lanes)
        {
            var a = Vector512.LoadUnsafe(ref sums, (nuint)j);
            var place = (nuint)j;
            foreach (var weight in weights)
            {
                a += Vector512.LoadUnsafe(ref source, place) * Vector512.Create(weight);
                place += (nuint)stride;
            }
            a.StoreUnsafe(ref sums, (nuint)j);
        }
        for (; j < target.Length; j++)
        {
            for (var k = 0; k < weights.Length; k++)
            {
                target[j] += rows[(k * stride) + j] * weights[k];
            }
        }
    }
}
