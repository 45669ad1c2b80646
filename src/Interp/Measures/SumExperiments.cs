using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// Losses after keeping or removing directions that depend on a + b (Nanda et al. 2023, section 5.1). The directions come from
/// the logits of all p² pairs, also where the loss is over the training pairs alone.
/// </summary>
internal static class SumExperiments
{
    /// <summary>
    /// Scores of R = Σ_k P_k·L + mean(L) over the key frequencies, the mean taken over all pairs for each class. R depends on
    /// a + b alone, so that p rows give all p² losses.
    /// </summary>
    public static PairScores Restricted(Specimen specimen)
    {
        var p = specimen.P;
        var rows = specimen.Directions.Project(specimen.LogitsBySum, specimen.KeyFrequencies);
        var mean = specimen.LogitMarginals.Mean();
        var bySum = new (double Loss, bool Correct)[p];
        for (var s = 0; s < p; s++)
        {
            TensorPrimitives.Add(rows.Row(s), mean, rows.Row(s));
            bySum[s] = CrossEntropy.Of(rows.Row(s), s);
        }
        var sums = specimen.LabelArray;
        return new PairScores([.. sums.Select(s => bySum[s].Loss)], [.. sums.Select(s => bySum[s].Correct)], specimen.Split);
    }

    /// <summary>Scores of L − Σ_k P_k·L over the given frequencies.</summary>
    public static PairScores Excluded(Specimen specimen, IReadOnlyList<int> frequencies) =>
        specimen.Scorer.Score(Without(specimen, specimen.Directions.Project(specimen.LogitsBySum, frequencies)));

    /// <summary>Mean loss over some pairs of L − Σ_k α_k·cos(ω_k·(a + b − c)) over the key frequencies, in nats.</summary>
    public static double ExcludedCosineLoss(Specimen specimen, IReadOnlyList<int> pairs) =>
        specimen.Scorer.Loss(pairs, Without(specimen, specimen.CosineFit.Table(specimen.KeyFrequencies)));

    private static LogitScorer.Edit Without(Specimen specimen, Matrix bySum)
    {
        var sums = specimen.LabelArray;
        return (pair, row) => TensorPrimitives.Subtract(row, bySum.Row(sums[pair]), row);
    }
}
