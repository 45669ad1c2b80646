using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// Training loss without one frequency, for every frequency. What is removed depends on the sum s alone, and s is the
/// answer, so that with odds o_c = exp(L_c − L_s) of the wrong classes the loss of a pair is ln(1 + Σ_c o_c·f_c), with
/// factors f_c = exp(E_s − E_c) that all pairs of one sum share: one dot product a pair in place of p exponentials.
/// Measured on p = 113, 3830 pairs, 56 frequencies: 107 ms with exponentials, 15 ms so.
/// </summary>
internal static class SingleExclusions
{
    /// <summary>Mean training loss of L − P_k·L, [⌊p/2⌋], in nats; entry k − 1 belongs to frequency k.</summary>
    /// <exception cref="InvalidOperationException">No split is known.</exception>
    public static double[] Losses(Specimen specimen)
    {
        var train = specimen.PairsOf(PairSet.Train) ?? throw new InvalidOperationException("excluded losses: no split is known.");
        var odds = Odds(specimen, train);
        return
        [
            .. specimen.Basis.Frequencies
                .Select(k => specimen.Directions.Project(specimen.LogitsBySum, k))
                .Select(removed => Loss(specimen, train, odds, removed)),
        ];
    }

    private static double Loss(Specimen specimen, IReadOnlyList<int> train, Matrix odds, Matrix removed)
    {
        var factors = Factors(removed);
        var sum = 0.0;
        for (var i = 0; i < train.Count; i++)
        {
            var wrong = TensorPrimitives.Dot<double>(odds.Row(i), factors.Row(specimen.LabelArray[train[i]]));
            // Odds beyond e^709 overflow; then the plain way, which shifts by the largest logit, still answers.
            sum += double.IsFinite(wrong) ? CrossEntropy.LogOnePlus(wrong) : PlainLoss(specimen, train[i], removed);
        }
        return sum / train.Count;
    }

    private static double PlainLoss(Specimen specimen, int pair, Matrix removed)
    {
        var label = specimen.LabelArray[pair];
        var row = specimen.Logits.Row(pair).ToArray();
        TensorPrimitives.Subtract<double>(row, removed.Row(label), row);
        return CrossEntropy.Of(row, label).Loss;
    }

    // exp(L_c − L_answer) of the wrong classes, 0 at the answer, [train, p].
    private static Matrix Odds(Specimen specimen, IReadOnlyList<int> train)
    {
        var odds = new Matrix(train.Count, specimen.P);
        for (var i = 0; i < train.Count; i++)
        {
            var label = specimen.LabelArray[train[i]];
            var logits = specimen.Logits.Row(train[i]);
            TensorPrimitives.Subtract(logits, logits[label], odds.Row(i));
            TensorPrimitives.Exp<double>(odds.Row(i), odds.Row(i));
            odds[i, label] = 0;
        }
        return odds;
    }

    // exp(E_s − E_c), [p, p] by s and c.
    private static Matrix Factors(Matrix removed)
    {
        var factors = new Matrix(removed.Rows, removed.Columns);
        for (var s = 0; s < removed.Rows; s++)
        {
            TensorPrimitives.Subtract(removed[s, s], removed.Row(s), factors.Row(s));
            TensorPrimitives.Exp<double>(factors.Row(s), factors.Row(s));
        }
        return factors;
    }
}
