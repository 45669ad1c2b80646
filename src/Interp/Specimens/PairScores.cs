using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Loss and correctness of every pair, from which the means over any set of pairs follow.</summary>
public sealed class PairScores
{
    private readonly double[] losses;
    private readonly bool[] correct;

    internal PairScores(double[] losses, bool[] correct, Split? split)
    {
        this.losses = losses;
        this.correct = correct;
        All = Over(Enumerable.Range(0, losses.Length));
        Train = split is null || split.Train.Count == 0 ? null : Over(split.Train);
        Test = split is null || split.Test.Count == 0 ? null : Over(split.Test);
    }

    /// <summary>Cross-entropy of each pair in nats, [p²], pair (a, b) at a·p + b.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Mean over all pairs.</summary>
    public Score All { get; }

    /// <summary>Mean over the training pairs; null when no split is known or it has none.</summary>
    public Score? Train { get; }

    /// <summary>Mean over the test pairs; null when no split is known or it has none.</summary>
    public Score? Test { get; }

    /// <summary>The mean over a set of pairs.</summary>
    /// <exception cref="InvalidOperationException">No split is known, or it has no such pairs.</exception>
    public Score this[PairSet pairs] => pairs switch
    {
        PairSet.Train => Train,
        PairSet.Test => Test,
        _ => All,
    } ?? throw new InvalidOperationException($"{pairs} pairs: no split is known, or it has none.");

    private Score Over(IEnumerable<int> pairs)
    {
        var (loss, hits, count) = (0.0, 0, 0);
        foreach (var pair in pairs)
        {
            loss += losses[pair];
            hits += correct[pair] ? 1 : 0;
            count++;
        }
        return new Score(loss / count, (double)hits / count);
    }
}
