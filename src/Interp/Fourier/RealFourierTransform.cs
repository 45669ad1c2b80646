using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// The Fourier transform along a strided axis of length p, for n interleaved functions at a time. Cosines are even and
/// sines odd in x ↔ p − x, so that folding the input into f(x) ± f(p − x) halves the work of the plain matrix product;
/// p is small and often prime, where a fast Fourier transform gains nothing.
/// </summary>
internal sealed class RealFourierTransform
{
    // 1 + ⌊p/2⌋ folded rows of this width stay in the second-level cache, and one row in the first.
    private const int ChunkWidth = 512;

    private readonly Matrix rows;
    private readonly int p;
    private readonly int half;
    private readonly bool hasMiddle;

    /// <summary>The transform of a basis, [component, x] as in <see cref="FourierBasis.Rows"/>.</summary>
    public RealFourierTransform(Matrix rows)
    {
        this.rows = rows;
        p = rows.Rows;
        half = (p - 1) / 2;
        hasMiddle = p % 2 == 0;
    }

    /// <summary>Transforms along an axis: element x of function i lies at x·stride + i.</summary>
    public delegate void Direction(ReadOnlySpan<double> source, Span<double> target, int stride, int n);

    /// <summary>Values on Z_p to coefficients. Source and target do not overlap.</summary>
    public void Forward(ReadOnlySpan<double> source, Span<double> target, int stride, int n)
    {
        var even = new Matrix(1 + half + (hasMiddle ? 1 : 0), Math.Min(n, ChunkWidth));
        var odd = new Matrix(half, Math.Min(n, ChunkWidth));
        for (var start = 0; start < n; start += ChunkWidth)
        {
            var width = Math.Min(ChunkWidth, n - start);
            Fold(source[start..], stride, width, even, odd);
            for (var component = 0; component < p; component++)
            {
                var isSine = component > 0 && component % 2 == 0;
                var factors = rows.Row(component)[(isSine ? 1 : 0)..];
                Combine(factors, isSine ? odd : even, target.Slice((component * stride) + start, width));
            }
        }
    }

    /// <summary>Coefficients to values on Z_p. Source and target do not overlap.</summary>
    public void Inverse(ReadOnlySpan<double> source, Span<double> target, int stride, int n)
    {
        Span<double> even = new double[Math.Min(n, ChunkWidth)];
        Span<double> odd = new double[even.Length];
        for (var start = 0; start < n; start += ChunkWidth)
        {
            var width = Math.Min(ChunkWidth, n - start);
            var evenPart = even[..width];
            var oddPart = odd[..width];
            for (var x = 0; x <= half + (hasMiddle ? 1 : 0); x++)
            {
                Accumulate(source[start..], stride, x, evenPart, oddPart);
                TensorPrimitives.Add(evenPart, oddPart, target.Slice((x * stride) + start, width));
                if (x > 0)
                {
                    // For the middle of an even p this writes the same row once more: its sines are 0.
                    TensorPrimitives.Subtract(evenPart, oddPart, target.Slice(((p - x) * stride) + start, width));
                }
            }
        }
    }

    // even[x] = f(x) + f(p − x), odd[x − 1] = f(x) − f(p − x); x = 0 and, for even p, x = p/2 stand alone.
    private void Fold(ReadOnlySpan<double> source, int stride, int width, Matrix even, Matrix odd)
    {
        source[..width].CopyTo(even.Row(0));
        for (var x = 1; x <= half; x++)
        {
            var low = source.Slice(x * stride, width);
            var high = source.Slice((p - x) * stride, width);
            TensorPrimitives.Add(low, high, even.Row(x));
            TensorPrimitives.Subtract(low, high, odd.Row(x - 1));
        }
        if (hasMiddle)
        {
            source.Slice(p / 2 * stride, width).CopyTo(even.Row(half + 1));
        }
    }

    private static void Combine(ReadOnlySpan<double> factors, Matrix folded, Span<double> target)
    {
        target.Clear();
        for (var x = 0; x < folded.Rows; x++)
        {
            TensorPrimitives.MultiplyAdd(folded.Row(x)[..target.Length], factors[x], target, target);
        }
    }

    private void Accumulate(ReadOnlySpan<double> source, int stride, int x, Span<double> even, Span<double> odd)
    {
        even.Clear();
        odd.Clear();
        for (var component = 0; component < p; component++)
        {
            var sum = component > 0 && component % 2 == 0 ? odd : even;
            TensorPrimitives.MultiplyAdd(source.Slice(component * stride, even.Length), rows[component, x], sum, sum);
        }
    }
}
