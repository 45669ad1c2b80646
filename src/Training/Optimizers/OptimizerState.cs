namespace Grokking.Training;

/// <summary>What an optimizer remembers between updates.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Arrays">
/// By name, each in the order of the flat weight buffer: <c>mean</c> and <c>square</c> of AdamW, <c>momentum</c>, <c>start</c>,
/// <c>filter</c> or <c>filter-0</c>, <c>filter-1</c>, … A filter that has seen no gradient has none.
/// </param>
public sealed record OptimizerState(int Step, IReadOnlyDictionary<string, float[]> Arrays)
{
    /// <summary>AdamW's state before the first update.</summary>
    /// <param name="count">Length of the flat weight buffer.</param>
    public static OptimizerState Zero(int count) => OfAdamW(0, new float[count], new float[count]);

    /// <summary>AdamW's state.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="mean">Running mean of gradients.</param>
    /// <param name="square">Running mean of squared gradients.</param>
    public static OptimizerState OfAdamW(int step, float[] mean, float[] square) =>
        new(step, new Dictionary<string, float[]> { [AdamW.MeanName] = mean, [AdamW.SquareName] = square });

    /// <summary>One of its arrays.</summary>
    /// <exception cref="KeyNotFoundException">It has none of that name.</exception>
    public float[] this[string name] => Arrays[name];
}
