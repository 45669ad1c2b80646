using System.Diagnostics;
using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>Loss of one row of logits, in double.</summary>
internal static class RowLoss
{
    // In the denominator of Prieto et al.'s StableMax.
    private const double Tiny = 1e-30;

    /// <summary>The loss of a row.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="logits">[d_vocab_out], at least one.</param>
    /// <param name="label">The answer, an index into the logits.</param>
    /// <param name="scratch">At least as many elements as the logits; overwritten.</param>
    public static double Row(LossKind kind, ReadOnlySpan<float> logits, int label, Span<double> scratch) => kind switch
    {
        LossKind.CrossEntropy => CrossEntropy.Row(logits, label, scratch),
        LossKind.Mse => SquaredError(logits, label),
        _ => Stable(logits, label),
    };

    /// <summary>As <see cref="Row"/>, with the gradient times <paramref name="scale"/>, which overwrites.</summary>
    public static double RowWithGradient(
        LossKind kind, ReadOnlySpan<float> logits, int label, double scale, Span<float> gradient, Span<double> scratch)
    {
        Debug.Assert(gradient.Length == logits.Length, "one gradient for each logit");
        return kind switch
        {
            LossKind.CrossEntropy => CrossEntropy.RowWithGradient(logits, label, scale, gradient, scratch),
            LossKind.Mse => SquaredErrorWithGradient(logits, label, scale, gradient),
            _ => StableWithGradient(logits, label, scale, gradient),
        };
    }

    /// <summary>The loss of a row, and whether its largest logit is the answer's.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="logits">[d_vocab_out], at least one.</param>
    /// <param name="label">The answer, an index into the logits.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="gradient">Overwritten; the logits themselves, or empty where none is wanted.</param>
    /// <param name="scratch">At least as many elements as the logits; overwritten.</param>
    public static (double Loss, bool Correct) Judge(
        LossKind kind, ReadOnlySpan<float> logits, int label, double scale, Span<float> gradient, Span<double> scratch)
    {
        // First, for the gradient may take the logits' place.
        var correct = CrossEntropy.ArgMax(logits) == label;
        return (gradient.IsEmpty
            ? Row(kind, logits, label, scratch) : RowWithGradient(kind, logits, label, scale, gradient, scratch), correct);
    }

    // ⟨(f − 1[label])²⟩ over the outputs.
    private static double SquaredError(ReadOnlySpan<float> logits, int label) =>
        (DoubleSums.SumOfSquares(logits, 0) - (2.0 * logits[label]) + 1) / logits.Length;

    private static double SquaredErrorWithGradient(ReadOnlySpan<float> logits, int label, double scale, Span<float> gradient)
    {
        var loss = SquaredError(logits, label);
        var answer = logits[label];
        var factor = 2 * scale / logits.Length;
        TensorPrimitives.Multiply(logits, (float)factor, gradient);
        gradient[label] = (float)(factor * (answer - 1.0));
        return loss;
    }

    // −ln(s(x_label)/Σ s(x)) with s(x) = x + 1 from 0 up and 1/(1 − x) below.
    private static double Stable(ReadOnlySpan<float> logits, int label) =>
        Math.Log(SumOfShares(logits)) - Math.Log(Share(logits[label]));

    private static double SumOfShares(ReadOnlySpan<float> logits)
    {
        var sum = Tiny;
        foreach (var logit in logits)
        {
            sum += Share(logit);
        }
        return sum;
    }

    // ∂/∂x_j = s'(x_j)·(1/Σ − 1[j = label]/s(x_j)); s' is 1 from 0 up and s² below.
    private static double StableWithGradient(ReadOnlySpan<float> logits, int label, double scale, Span<float> gradient)
    {
        var (sum, own, ownSlope) = (SumOfShares(logits), Share(logits[label]), Slope(logits[label]));
        for (var j = 0; j < logits.Length; j++)
        {
            gradient[j] = (float)(scale * Slope(logits[j]) / sum);
        }
        gradient[label] = (float)(scale * ownSlope * ((1 / sum) - (1 / own)));
        return Math.Log(sum) - Math.Log(own);
    }

    private static double Slope(double logit) => logit >= 0 ? 1 : Share(logit) * Share(logit);

    private static double Share(double logit) => logit >= 0 ? logit + 1 : 1 / (1 - logit);
}

/// <summary>What training makes small.</summary>
public enum LossKind
{
    /// <summary>Softmax cross-entropy in nats.</summary>
    CrossEntropy,

    /// <summary>Mean squared error against 1 for the answer and 0 for the others, over examples and outputs (Gromov
    /// 2023).</summary>
    Mse,

    /// <summary>Cross-entropy of StableMax, in nats: shares go like x + 1 above 0 and 1/(1 − x) below (Prieto et al.
    /// 2025).</summary>
    Stablemax,
}
