namespace Grokking.Training;

/// <summary>
/// Trains one network. Engines differ in speed, not in results: each agrees with the CPU engine to float accuracy. Not safe for
/// concurrent use.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>Its id on the command line and in files.</summary>
    string Id { get; }

    /// <summary>The network that it trains.</summary>
    Architecture Architecture { get; }

    /// <summary>
    /// Mean loss and accuracy of the current weights on some examples, and the gradient of that loss, which is kept for
    /// <see cref="ApplyUpdate"/>.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="rows">Which of them, in this order; all when empty.</param>
    Evaluation ComputeGradients(Examples examples, ReadOnlySpan<int> rows = default);

    /// <summary>
    /// The gradient as <see cref="ComputeGradients"/> computes it, without waiting for how the weights do: the caller of an
    /// engine whose device works on its own need not stand still for a number that it does not read.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="rows">Which of them, in this order; all when empty.</param>
    /// <returns>Loss and accuracy where they are known at once, else null.</returns>
    Evaluation? QueueGradients(Examples examples, ReadOnlySpan<int> rows = default) => ComputeGradients(examples, rows);

    /// <summary>One update from the gradient that was computed last.</summary>
    void ApplyUpdate();

    /// <summary>Mean loss and accuracy of the current weights, without gradients. Leaves a computed gradient as it is.</summary>
    Evaluation Evaluate(Examples examples);

    /// <summary>Copies the weights out, in the order of the architecture's parameter table.</summary>
    void CopyWeightsTo(Span<float> weights);

    /// <summary>Copies the gradient that was computed last, in the same order.</summary>
    void CopyGradientsTo(Span<float> gradients);

    /// <summary>A copy of what the optimizer remembers.</summary>
    OptimizerState GetOptimizerState();

    /// <summary>Goes on from these weights and this optimizer state, which are copied.</summary>
    void Restore(ReadOnlySpan<float> weights, OptimizerState state);
}

/// <summary>What an engine is made with, apart from the network.</summary>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="Threads">Number of threads, 1 or more; results do not depend on it.</param>
/// <param name="Device">Where it computes, for engines that have a choice: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed record EngineOptions(Optimizer Optimizer, int Threads, string Device = EngineOptions.Cpu)
{
    /// <summary>What is made small. Default cross-entropy.</summary>
    public LossKind Loss { get; init; }

    /// <summary>Share of values that training sets to zero, 0 to below 1; drawn from the optimizer's noise seed. Default
    /// 0.</summary>
    public double Dropout { get; init; }

    /// <summary>The device of the engines on the processor.</summary>
    public const string Cpu = "cpu";
}

/// <summary>How a network does on some examples.</summary>
/// <param name="Loss">Mean loss in double: nats of cross-entropy unless another was chosen.</param>
/// <param name="Accuracy">Share of examples whose largest logit is the answer's (the first of equals), 0 to 1.</param>
/// <param name="ZeroLossShare">
/// Share of examples whose loss is exactly zero in float32, 0 to 1: the other answers have at most 2⁻²⁴ of the probability, and
/// 1 + 2⁻²⁴ rounds to 1. A softmax in float32 has then collapsed and gives these examples no gradient (Prieto et al. 2025,
/// arXiv 2501.04697); the engines here take loss and softmax in double and still do.
/// </param>
public readonly record struct Evaluation(double Loss, double Accuracy, double ZeroLossShare);

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

/// <summary>What a second run of the same config on the same machine gives.</summary>
public enum Repeatability
{
    /// <summary>The same bits.</summary>
    Bits,

    /// <summary>The same within float32 rounding, which training magnifies: sums run in the order in which threads
    /// arrive.</summary>
    Rounding,
}
