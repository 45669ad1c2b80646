using System.Numerics.Tensors;
using Grokking.Training;

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
    private readonly Matrix atX;

    /// <summary>The transform of a basis, [component, x] as in <see cref="FourierBasis.Rows"/>.</summary>
    public RealFourierTransform(Matrix rows)
    {
        this.rows = rows;
        p = rows.Rows;
        half = (p - 1) / 2;
        hasMiddle = p % 2 == 0;
        var cosines = Enumerable.Range(0, p / 2).Select(k => (2 * k) + 1);
        atX = rows.Gather([.. cosines, .. Enumerable.Range(1, half).Select(k => 2 * k)]).Transpose();
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
        WeightedRows.Add(folded.Span, folded.Columns, factors[..folded.Rows], target);
    }

    private void Accumulate(ReadOnlySpan<double> source, int stride, int x, Span<double> even, Span<double> odd)
    {
        even.Clear();
        odd.Clear();
        // Components 0, then cosines at 1, 3, … and sines at 2, 4, ….
        var weights = atX.Row(x);
        WeightedRows.Add(source, stride, [rows[0, x]], even);
        WeightedRows.Add(source[stride..], 2 * stride, weights[..(p / 2)], even);
        if (half > 0)
        {
            WeightedRows.Add(source[(2 * stride)..], 2 * stride, weights[(p / 2)..], odd);
        }
    }
}

/// <summary>How the rows of a weight matrix, one row a number of Z_p, spread over frequencies. Immutable.</summary>
public sealed class FourierSpectrum
{
    /// <summary>The spectrum of a matrix along its rows.</summary>
    /// <param name="basis">The basis of Z_p.</param>
    /// <param name="matrix">[p, n]: row x belongs to the number x.</param>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    public FourierSpectrum(FourierBasis basis, Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(matrix);
        Coefficients = basis.Forward(matrix);
        Norms = [.. Enumerable.Range(0, basis.P).Select(i => TensorPrimitives.Norm<double>(Coefficients.Row(i)))];
        Power = [.. basis.Frequencies.Select(k => basis.ComponentsOf(k).Sum(i => Norms[i] * Norms[i]))];
        FrequencyNorms = [.. Power.Select(Math.Sqrt)];
    }

    /// <summary>Fourier coefficients of each column, [component, n].</summary>
    public Matrix Coefficients { get; }

    /// <summary>Length of each component over the n columns, [p], in the order of <see cref="FourierBasis.Rows"/>.</summary>
    public IReadOnlyList<double> Norms { get; }

    /// <summary>Squared length of cosine and sine together, [⌊p/2⌋]; entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> Power { get; }

    /// <summary>Length of cosine and sine together, [⌊p/2⌋]; entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> FrequencyNorms { get; }

    /// <summary>
    /// Gini coefficient of the p <see cref="Norms"/>: 0 when all components are equally long, near 1 when few carry all.
    /// </summary>
    public double Sparsity => Gini.Of(Norms);

    /// <summary>The frequencies whose length exceeds a share of the longest one's, ascending.</summary>
    /// <param name="share">0 to 1.</param>
    public IReadOnlyList<int> FrequenciesAbove(double share)
    {
        var limit = FrequencyNorms.DefaultIfEmpty().Max() * share;
        return [.. Enumerable.Range(1, FrequencyNorms.Count).Where(k => FrequencyNorms[k - 1] > limit)];
    }
}
