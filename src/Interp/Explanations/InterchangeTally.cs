using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>Counts how well logits after interchanges are predicted.</summary>
/// <param name="n">Number of answers.</param>
internal sealed class InterchangeTally(int n)
{
    private readonly double[] left = new double[n];
    private double energy;
    private double missed;
    private double missedByNull;
    private int agree;
    private int agreeNull;
    private int draws;

    /// <summary>Compares the centred logits of a draw, [n], with the prediction that nothing changes.</summary>
    public void Begin(double[] mixed, double[] unchanged)
    {
        draws++;
        energy += TensorPrimitives.SumOfSquares<double>(mixed);
        Compare(mixed, unchanged, ref missedByNull, ref agreeNull);
    }

    /// <summary>Compares them with the prediction of the change, [n].</summary>
    public void End(double[] mixed, double[] expected) => Compare(mixed, expected, ref missed, ref agree);

    /// <summary>What was counted.</summary>
    public InterchangeResult Result(int? frequency) =>
        new(frequency, Fraction(missed), Fraction(missedByNull), (double)agree / draws, (double)agreeNull / draws);

    private void Compare(double[] mixed, double[] expected, ref double distance, ref int same)
    {
        TensorPrimitives.Subtract(mixed, expected, left);
        distance += TensorPrimitives.SumOfSquares<double>(left);
        same += TensorPrimitives.IndexOfMax<double>(mixed) == TensorPrimitives.IndexOfMax<double>(expected) ? 1 : 0;
    }

    private double Fraction(double of) => energy > 0 ? 1 - (of / energy) : 0;
}
