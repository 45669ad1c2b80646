using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>Applies functions to float32 data in double precision: each result is rounded once.</summary>
internal static class Pointwise
{
    /// <summary>destination[i] = f(x[i], y[i]). The destination may be x or y itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TFunction>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
        where TFunction : struct, IPointwise
    {
        Debug.Assert(x.Length == y.Length && x.Length == destination.Length, "one length");
        var lanes = Vector512<float>.Count;
        var i = 0;
        for (; i <= x.Length - lanes; i += lanes)
        {
            Apply<TFunction>(Vector512.Create(x.Slice(i, lanes)), Vector512.Create(y.Slice(i, lanes)))
                .CopyTo(destination.Slice(i, lanes));
        }
        if (i < x.Length)
        {
            ApplyToTail<TFunction>(x[i..], y[i..], destination[i..]);
        }
    }

    // The tail goes through the same vectors, so that an element's bits do not depend on where it stands.
    private static void ApplyToTail<TFunction>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> destination)
        where TFunction : struct, IPointwise
    {
        Span<float> padded = stackalloc float[2 * Vector512<float>.Count];
        padded.Clear();
        var paddedY = padded[Vector512<float>.Count..];
        x.CopyTo(padded);
        y.CopyTo(paddedY);
        Apply<TFunction>(Vector512.Create<float>(padded), Vector512.Create<float>(paddedY)).CopyTo(padded);
        padded[..x.Length].CopyTo(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Apply<TFunction>(Vector512<float> x, Vector512<float> y)
        where TFunction : struct, IPointwise =>
        Vector512.Narrow(
            TFunction.Apply(Vector512.WidenLower(x), Vector512.WidenLower(y)),
            TFunction.Apply(Vector512.WidenUpper(x), Vector512.WidenUpper(y)));
}

/// <summary>A function of two numbers, applied lane by lane in double.</summary>
internal interface IPointwise
{
    /// <summary>The value at (<paramref name="x"/>, <paramref name="y"/>); a function of one number ignores y.</summary>
    static abstract Vector512<double> Apply(Vector512<double> x, Vector512<double> y);
}
