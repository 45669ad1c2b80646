using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// Softmax cross-entropy of one row of logits, in double: a grokked network reaches losses of 1e-9 and below, where float32
/// moves in steps of 1e-7. The other labels' share is summed apart, so that a small loss keeps its relative precision.
/// </summary>
internal static class CrossEntropy
{
    /// <summary>−log softmax(logits)[label] in nats; zero only when no other label has a share that double can hold.</summary>
    /// <param name="logits">[d_vocab_out], at least one.</param>
    /// <param name="label">The right answer, an index into the logits.</param>
    /// <param name="scratch">At least as many elements as the logits; overwritten.</param>
    public static double Row(ReadOnlySpan<float> logits, int label, Span<double> scratch)
    {
        var lead = Shares(logits, label, scratch[..logits.Length], out var own, out var others);
        return Loss(lead, own, others);
    }

    /// <summary>
    /// As <see cref="Row"/>, with gradient[j] = scale · (softmax[j] − 1[j = label]); overwrites the gradient. The label's own
    /// gradient is minus the sum of the others, since 1 − softmax would cancel.
    /// </summary>
    public static double RowWithGradient(
        ReadOnlySpan<float> logits, int label, double scale, Span<float> gradient, Span<double> scratch)
    {
        Debug.Assert(gradient.Length == logits.Length, "one gradient for each logit");
        scratch = scratch[..logits.Length];
        var lead = Shares(logits, label, scratch, out var own, out var others);
        var unit = scale / (own + others);
        TensorPrimitives.Multiply(scratch, unit, scratch);
        TensorPrimitives.ConvertTruncating(scratch, gradient);
        gradient[label] = (float)(-unit * others);
        return Loss(lead, own, others);
    }

    /// <summary>The index of the largest logit; of equals, the first. NaN is larger than nothing.</summary>
    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        // A vector at a time is skipped unless one of its elements beats the best so far.
        var best = 0;
        var i = 1;
        for (; i <= logits.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            if (Vector512.GreaterThanAny(
                Vector512.Create(logits.Slice(i, Vector512<float>.Count)), Vector512.Create(logits[best])))
            {
                best = Best(logits, best, i, i + Vector512<float>.Count);
            }
        }
        return Best(logits, best, i, logits.Length);
    }

    private static int Best(ReadOnlySpan<float> logits, int best, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }
        return best;
    }

    // shares[j] = exp(logits[j] − largest), but zero for the label, whose share is own; returns largest − logits[label].
    private static double Shares(ReadOnlySpan<float> logits, int label, Span<double> shares, out double own, out double others)
    {
        double largest = TensorPrimitives.Max(logits);
        Exponentials(logits, largest, shares);
        own = shares[label];
        shares[label] = 0;
        others = DoubleSums.Sum(shares);
        return largest - logits[label];
    }

    // shares[j] = exp(logits[j] − largest). The tail goes through a vector of its own, so that an element's bits do not depend
    // on where it stands.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(ReadOnlySpan<float> logits, double largest, Span<double> shares)
    {
        var lanes = Vector256<float>.Count;
        var shift = Vector512.Create(largest);
        var i = 0;
        for (; i <= logits.Length - lanes; i += lanes)
        {
            Vector512.Exp(Widen(Vector256.Create(logits.Slice(i, lanes))) - shift).CopyTo(shares.Slice(i, lanes));
        }
        if (i < logits.Length)
        {
            Span<float> padded = stackalloc float[lanes];
            padded.Clear();
            logits[i..].CopyTo(padded);
            Span<double> tail = stackalloc double[lanes];
            Vector512.Exp(Widen(Vector256.Create<float>(padded)) - shift).CopyTo(tail);
            tail[..(logits.Length - i)].CopyTo(shares[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(Vector256<float> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return Vector512.Create(lower, upper);
    }

    // log((own + others) / own): own is 1 when the label leads, and others is then the quantity to keep.
    private static double Loss(double lead, double own, double others) =>
        lead == 0 ? LogOnePlus(others) : lead + Math.Log(own + others);

    // log(1 + x) for x ≥ 0 to full relative precision: the rounding of 1 + x enters both logarithm and correction, and
    // cancels (Goldberg 1991, theorem 4).
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }
}
