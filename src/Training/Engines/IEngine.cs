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
    /// The gradient as <see cref="ComputeGradients"/> computes it, without waiting for how the weights do: the caller of an engine whose
    /// device works on its own need not stand still for a number that it does not read.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="rows">Which of them, in this order; all when empty.</param>
    /// <returns>Loss and accuracy where they are known at once, else null.</returns>
    Evaluation? QueueGradients(Examples examples, ReadOnlySpan<int> rows = default) => ComputeGradients(examples, rows);

    /// <summary>One AdamW update from the gradient that was computed last.</summary>
    void ApplyUpdate();

    /// <summary>Mean loss and accuracy of the current weights, without gradients. Leaves a computed gradient as it is.</summary>
    Evaluation Evaluate(Examples examples);

    /// <summary>Copies the weights out, in the order of the architecture's parameter table.</summary>
    void CopyWeightsTo(Span<float> weights);

    /// <summary>Copies the gradient that was computed last, in the same order.</summary>
    void CopyGradientsTo(Span<float> gradients);

    /// <summary>A copy of what the optimizer remembers.</summary>
    AdamWState GetOptimizerState();

    /// <summary>Goes on from these weights and this optimizer state, which are copied.</summary>
    void Restore(ReadOnlySpan<float> weights, AdamWState state);
}
