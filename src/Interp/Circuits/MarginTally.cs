using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>Counts right answers and margins, pair by pair.</summary>
internal sealed class MarginTally
{
    private int pairs;
    private int correct;
    private double margins;
    private double smallest = double.PositiveInfinity;

    /// <summary>Adds one pair.</summary>
    /// <param name="logits">[classes], changed on the way and restored.</param>
    /// <param name="label">The right class.</param>
    public void Add(Span<double> logits, int label)
    {
        correct += TensorPrimitives.IndexOfMax<double>(logits) == label ? 1 : 0;
        var right = logits[label];
        logits[label] = double.NegativeInfinity;
        var margin = right - TensorPrimitives.Max<double>(logits);
        logits[label] = right;
        margins += margin;
        smallest = Math.Min(smallest, margin);
        pairs++;
    }

    /// <summary>What was counted.</summary>
    public ModeFamily Family(string name, double powerShare) =>
        new(name, powerShare, (double)correct / pairs, margins / pairs, smallest);
}
