using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// The logits split into six families of two-dimensional Fourier modes (Janati et al. 2026): constant (0, 0), a alone (k, 0),
/// b alone (0, k), sum (k, k), difference (k, −k), and the rest; each tried alone. For even p the mode (p/2, p/2), which is both
/// sum and difference, counts as a sum.
/// </summary>
public static class ModeFamilies
{
    /// <summary>The names of the families, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "first", "second", "sum", "difference", "rest"];

    /// <summary>The families of a view's logits, in the order of <see cref="Names"/>.</summary>
    public static IReadOnlyList<ModeFamily> Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var split = new ModeSplit(view.LogitMarginals);
        var total = TensorPrimitives.SumOfSquares<double>(view.Logits.Span);
        var trials = Names.Select(_ => new MarginTally()).ToArray();
        var energies = new double[trials.Length];
        var rows = new Matrix(trials.Length, view.N);
        for (var pair = 0; pair < view.Logits.Rows; pair++)
        {
            split.Fill(pair, view.Logits.Row(pair), rows);
            for (var family = 0; family < trials.Length; family++)
            {
                energies[family] += TensorPrimitives.SumOfSquares<double>(rows.Row(family));
                trials[family].Add(rows.Row(family), view.Pairs.LabelArray[pair]);
            }
        }
        return [.. Names.Select((name, i) => trials[i].Family(name, total > 0 ? energies[i] / total : 0))];
    }
}

/// <summary>One family of the two-dimensional Fourier modes of the logits, on its own.</summary>
/// <param name="Name">constant, first (a alone), second (b alone), sum (a + b), difference (a − b) or rest.</param>
/// <param name="PowerShare">Share of the logits' squares, 0 to 1; the six add up to 1.</param>
/// <param name="Accuracy">Share of pairs that the family alone answers right, 0 to 1; of equal logits the first counts.</param>
/// <param name="MeanMargin">Mean over the pairs of the right logit less the largest other, in the family alone.</param>
/// <param name="SmallestMargin">The smallest of these margins: above 0 = every pair is right.</param>
public sealed record ModeFamily(string Name, double PowerShare, double Accuracy, double MeanMargin, double SmallestMargin);

/// <summary>Splits functions of pairs into their six families of modes.</summary>
internal sealed class ModeSplit
{
    private readonly int p;
    private readonly double[] mean;
    private readonly Matrix first;
    private readonly Matrix second;
    private readonly Matrix sum;
    private readonly Matrix difference;

    /// <summary>The split of functions with these sums.</summary>
    public ModeSplit(PairMarginals marginals)
    {
        p = marginals.Basis.P;
        mean = marginals.Mean();
        first = Centred(marginals.ByFirst);
        second = Centred(marginals.BySecond);
        sum = Centred(marginals.BySum);
        difference = Centred(marginals.ByDifference);
        if (p % 2 == 0)
        {
            // (−1)^(a + b) and (−1)^(a − b) are one function, counted as a sum.
            TensorPrimitives.Subtract(difference.Span, marginals.Basis.BandPass(difference, p / 2).Span, difference.Span);
        }
    }

    /// <summary>Writes the families at one pair.</summary>
    /// <param name="pair">Pair index a·p + b.</param>
    /// <param name="row">The function there, [n].</param>
    /// <param name="families">Overwritten, [6, n], in the order of <see cref="ModeFamilies.Names"/>.</param>
    public void Fill(int pair, ReadOnlySpan<double> row, Matrix families)
    {
        var (a, b) = Math.DivRem(pair, p);
        mean.CopyTo(families.Row(0));
        first.Row(a).CopyTo(families.Row(1));
        second.Row(b).CopyTo(families.Row(2));
        sum.Row((a + b) % p).CopyTo(families.Row(3));
        difference.Row((a - b + p) % p).CopyTo(families.Row(4));
        var rest = families.Row(5);
        row.CopyTo(rest);
        for (var family = 0; family < 5; family++)
        {
            TensorPrimitives.Subtract(rest, families.Row(family), rest);
        }
    }

    private Matrix Centred(Matrix marginal)
    {
        var result = marginal.Clone();
        TensorPrimitives.Divide<double>(result.Span, p, result.Span);
        for (var x = 0; x < p; x++)
        {
            TensorPrimitives.Subtract(result.Row(x), mean, result.Row(x));
        }
        return result;
    }
}

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
