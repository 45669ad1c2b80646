using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// What logits that stand in for a network's account for. The gate is <see cref="TwoSided"/>; <see cref="OneSided"/> is shown
/// because it is often quoted: it passes for free wherever the stand-in undershoots the network, so that a control may have it.
/// </summary>
/// <param name="Accuracy">Share of the pairs that the stand-in answers right, 0 to 1; of equal logits none.</param>
/// <param name="SmallestMargin">The smallest margin of the stand-in over the pairs, in logits: above 0 when every pair is
/// right.</param>
/// <param name="FractionExplained">Share of the network's logits, centred over the answers, that the stand-in explains: 1 at
/// best, below 0 when it is worse than none.</param>
/// <param name="OneSided">Share of the pairs whose margin in the stand-in exceeds every R(c) − R(answer), R the network less the
/// stand-in.</param>
/// <param name="TwoSided">Share of the pairs whose margin in the stand-in exceeds every |R(c) − R(answer)|.</param>
public sealed record Faithfulness(
    double Accuracy, double SmallestMargin, double FractionExplained, double OneSided, double TwoSided);

/// <summary>Counts what share of an energy is explained.</summary>
internal sealed class ExplainedShare
{
    private double energy;
    private double missed;

    /// <summary>Adds an energy, and what of it was missed.</summary>
    public void Add(double whole, double left) => (energy, missed) = (energy + whole, missed + left);

    /// <summary>1 at best, below 0 when it is worse than nothing; 0 where there is no energy.</summary>
    public double Value => energy > 0 ? 1 - (missed / energy) : 0;
}

/// <summary>Compares stand-ins with a network, pair by pair.</summary>
internal sealed class FaithfulnessTally
{
    private int pairs;
    private int right;
    private int oneSided;
    private int twoSided;
    private double smallest = double.PositiveInfinity;
    private readonly ExplainedShare explained = new();

    /// <summary>The margin of the last pair that was added.</summary>
    public double LastMargin { get; private set; }

    /// <summary>Adds a pair.</summary>
    /// <param name="standIn">Its logits, [answers].</param>
    /// <param name="rest">The network's logits, [answers]; overwritten by what the stand-in leaves.</param>
    /// <param name="answer">The right answer.</param>
    public void Add(Span<double> standIn, Span<double> rest, int answer)
    {
        var whole = CentredEnergy(rest);
        TensorPrimitives.Subtract(rest, standIn, rest);
        explained.Add(whole, CentredEnergy(rest));
        TensorPrimitives.Subtract(rest, rest[answer], rest);
        LastMargin = Margins.Of(standIn, answer);
        var most = TensorPrimitives.Max<double>(rest);
        var deviation = Math.Max(most, -TensorPrimitives.Min<double>(rest));
        // Of the right answer itself the rest is 0, which exceeds others that are all negative.
        var above = most > 0 ? most : -Margins.Of(rest, answer);
        pairs++;
        right += LastMargin > 0 ? 1 : 0;
        oneSided += LastMargin > above ? 1 : 0;
        twoSided += LastMargin > deviation ? 1 : 0;
        smallest = Math.Min(smallest, LastMargin);
    }

    /// <summary>What was counted.</summary>
    public Faithfulness Result() => new(
        Share(right), smallest, explained.Value, Share(oneSided), Share(twoSided));

    private double Share(int count) => (double)count / pairs;

    private static double CentredEnergy(ReadOnlySpan<double> row)
    {
        var sum = TensorPrimitives.Sum(row);
        return TensorPrimitives.SumOfSquares(row) - (sum * sum / row.Length);
    }
}

/// <summary>How far the right answer stands above the others.</summary>
internal static class Margins
{
    /// <summary>The right logit less the largest other; +∞ where there is no other.</summary>
    /// <param name="logits">[answers], changed on the way and restored.</param>
    /// <param name="answer">The right answer.</param>
    public static double Of(Span<double> logits, int answer)
    {
        var right = logits[answer];
        logits[answer] = double.NegativeInfinity;
        var margin = right - TensorPrimitives.Max<double>(logits);
        logits[answer] = right;
        return margin;
    }
}
