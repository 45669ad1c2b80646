using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>−ln softmax of the right class, in double.</summary>
internal static class CrossEntropy
{
    /// <summary>Loss in nats of one row of logits, and whether its first largest one is the right class.</summary>
    /// <param name="logits">[classes]; overwritten.</param>
    /// <param name="label">The right class.</param>
    public static (double Loss, bool Correct) Of(Span<double> logits, int label)
    {
        var largest = TensorPrimitives.Max<double>(logits);
        var margin = logits[label] - largest;
        var correct = margin == 0 && logits.IndexOf(largest) == label;
        TensorPrimitives.Subtract(logits, largest, logits);
        TensorPrimitives.Exp<double>(logits, logits);
        var right = logits[label];
        logits[label] = 0;
        var wrong = TensorPrimitives.Sum<double>(logits);
        // A confident right answer has a loss of about the wrong classes' sum, far below the spacing of doubles at 1.
        return (margin == 0 ? LogOnePlus(wrong) : Math.Log(right + wrong) - margin, correct);
    }

    /// <summary>ln(1 + x) for x ≥ 0 to full relative precision (Higham 2002, section 1.14.1): the rounding of 1 + x cancels
    /// in the quotient.</summary>
    public static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
