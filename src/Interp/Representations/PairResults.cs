using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Loss and correctness of each pair of group elements after an edit, from which the means over any pairs
/// follow.</summary>
public sealed class PairResults
{
    private readonly double[] losses;
    private readonly bool[] correct;

    private PairResults(int pairs) => (losses, correct) = (new double[pairs], new bool[pairs]);

    /// <summary>Cross-entropy of each pair in nats, [n²], pair (x, y) at x·n + y.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Whether the largest logit of each pair is the answer's, [n²].</summary>
    public IReadOnlyList<bool> Correct => correct;

    /// <summary>The mean over some pairs.</summary>
    /// <param name="pairs">Pairs x·n + y, at least one; null for all.</param>
    /// <exception cref="ArgumentException">There are no pairs, or one is out of range.</exception>
    public Score Over(IReadOnlyList<int>? pairs = null)
    {
        pairs ??= [.. Enumerable.Range(0, losses.Length)];
        Require.That(pairs.Count > 0, "expected at least one pair.", nameof(pairs));
        Require.InRange(pairs.Min(), 0, losses.Length - 1, nameof(pairs));
        Require.InRange(pairs.Max(), 0, losses.Length - 1, nameof(pairs));
        return new Score(pairs.Average(pair => losses[pair]), pairs.Average(pair => correct[pair] ? 1.0 : 0));
    }

    /// <summary>Writes the logits of one pair, [n].</summary>
    internal delegate void RowWriter(int pair, Span<double> row);

    /// <summary>The results of all pairs of a group.</summary>
    internal static PairResults Of(FiniteGroup group, RowWriter write)
    {
        var results = new PairResults(group.Order * group.Order);
        var row = new double[group.Order];
        for (var pair = 0; pair < results.losses.Length; pair++)
        {
            write(pair, row);
            var answer = group.Product(pair / group.Order, pair % group.Order);
            (results.losses[pair], results.correct[pair]) = CrossEntropy.Of(row, answer);
        }
        return results;
    }
}
