namespace Grokking.Training;

/// <summary>Sums over examples, so that parts of a set add up exactly.</summary>
internal readonly record struct EvaluationSum(double Loss, long Correct, long ZeroLosses, long Count)
{
    // −ln of a share of 1 that lacks 2⁻²⁴, half of the last bit of float32 below 1 + 2⁻²³: 1 + 2⁻²⁴ rounds to 1.
    private const double RoundsToZero = 1.0 / (1 << 24) - 0.5 / (1 << 24) / (1 << 24);

    /// <summary>The means.</summary>
    public Evaluation Mean => new(Loss / Count, (double)Correct / Count, (double)ZeroLosses / Count);

    /// <summary>The sums over two parts of a set.</summary>
    public static EvaluationSum operator +(EvaluationSum left, EvaluationSum right) =>
        new(left.Loss + right.Loss, left.Correct + right.Correct, left.ZeroLosses + right.ZeroLosses, left.Count + right.Count);

    /// <summary>Sums per-example results in their order.</summary>
    public static EvaluationSum Of(ReadOnlySpan<double> losses, ReadOnlySpan<bool> correct)
    {
        var (sum, hits, zeros) = (0.0, 0, 0);
        for (var i = 0; i < losses.Length; i++)
        {
            sum += losses[i];
            hits += correct[i] ? 1 : 0;
            zeros += losses[i] <= RoundsToZero ? 1 : 0;
        }
        return new EvaluationSum(sum, hits, zeros, losses.Length);
    }
}
