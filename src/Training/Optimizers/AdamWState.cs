namespace Grokking.Training;

/// <summary>What AdamW remembers between updates.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Mean">Running mean of gradients, in the order of the flat weight buffer.</param>
/// <param name="Square">Running mean of squared gradients, in the same order.</param>
public sealed record AdamWState(int Step, float[] Mean, float[] Square)
{
    /// <summary>The state before the first update.</summary>
    /// <param name="count">Length of the flat weight buffer.</param>
    public static AdamWState Zero(int count) => new(0, new float[count], new float[count]);
}
