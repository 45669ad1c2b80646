using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// Sums in double precision whose order depends on the length alone: element i goes to partial sum i mod 8 or 16, the partial
/// sums are added in a fixed order, then what is left over one by one. The same bits at any vector width.
/// </summary>
internal static class DoubleSums
{
    /// <summary>The sum of the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ReadOnlySpan<double> values)
    {
        var lanes = Vector512<double>.Count;
        var sums = Vector512<double>.Zero;
        var i = 0;
        for (; i <= values.Length - lanes; i += lanes)
        {
            sums += Vector512.Create(values.Slice(i, lanes));
        }
        var total = Total(sums);
        for (; i < values.Length; i++)
        {
            total += values[i];
        }
        return total;
    }

    /// <summary>The sum of the values.</summary>
    public static double Sum(ReadOnlySpan<float> values) => Reduce<First>(values, values, 0);

    /// <summary>The sum of (value − center)².</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values, double center) => Reduce<Product>(values, values, center);

    /// <summary>The sum of a[i] · b[i].</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Reduce<Product>(a, b, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Reduce<TTerm>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double center)
        where TTerm : struct, IPointwise
    {
        Debug.Assert(a.Length == b.Length, "one length");
        var lanes = Vector512<float>.Count;
        var shift = Vector512.Create(center);
        var (lower, upper) = (Vector512<double>.Zero, Vector512<double>.Zero);
        var i = 0;
        for (; i <= a.Length - lanes; i += lanes)
        {
            var x = Vector512.Create(a.Slice(i, lanes));
            var y = Vector512.Create(b.Slice(i, lanes));
            lower += TTerm.Apply(Vector512.WidenLower(x) - shift, Vector512.WidenLower(y) - shift);
            upper += TTerm.Apply(Vector512.WidenUpper(x) - shift, Vector512.WidenUpper(y) - shift);
        }
        var total = Total(lower + upper);
        for (; i < a.Length; i++)
        {
            total += TTerm.Apply(Vector512.CreateScalar(a[i] - center), Vector512.CreateScalar(b[i] - center)).ToScalar();
        }
        return total;
    }

    private static double Total(Vector512<double> sums)
    {
        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            total += sums[lane];
        }
        return total;
    }

    private readonly struct First : IPointwise
    {
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y) => x;
    }

    private readonly struct Product : IPointwise
    {
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y) => x * y;
    }
}
