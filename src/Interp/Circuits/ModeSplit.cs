using System.Numerics.Tensors;

namespace Grokking.Interp;

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
