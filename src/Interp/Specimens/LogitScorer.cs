using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Scores the logits of all pairs, as they are or edited row by row. Not safe for concurrent use.</summary>
/// <param name="logits">[p², classes].</param>
/// <param name="labels">The right class of each pair, [p²].</param>
/// <param name="split">The split, if known.</param>
internal sealed class LogitScorer(Matrix logits, int[] labels, Split? split)
{
    private readonly double[] row = new double[logits.Columns];

    /// <summary>Changes the logits of one pair, [classes], in place.</summary>
    public delegate void Edit(int pair, Span<double> row);

    /// <summary>Scores the logits that a run gives, without a copy of them in double.</summary>
    /// <param name="logits">[p², at least p]: the first p classes are the answers.</param>
    /// <param name="p">The modulus.</param>
    /// <param name="labels">The right class of each pair, [p²].</param>
    /// <param name="split">The split, if known.</param>
    public static PairScores Score(Tensor logits, int p, int[] labels, Split? split)
    {
        var row = new double[p];
        var losses = new double[labels.Length];
        var correct = new bool[labels.Length];
        for (var pair = 0; pair < labels.Length; pair++)
        {
            FloatRows.Read(logits, pair, row);
            (losses[pair], correct[pair]) = CrossEntropy.Of(row, labels[pair]);
        }
        return new PairScores(losses, correct, split);
    }

    /// <summary>Scores every pair after an edit.</summary>
    public PairScores Score(Edit edit)
    {
        var losses = new double[labels.Length];
        var correct = new bool[labels.Length];
        for (var pair = 0; pair < labels.Length; pair++)
        {
            (losses[pair], correct[pair]) = One(pair, edit);
        }
        return new PairScores(losses, correct, split);
    }

    /// <summary>Mean loss over some pairs after an edit, in nats.</summary>
    public double Loss(IReadOnlyList<int> pairs, Edit edit)
    {
        var sum = 0.0;
        foreach (var pair in pairs)
        {
            sum += One(pair, edit).Loss;
        }
        return sum / pairs.Count;
    }

    private (double Loss, bool Correct) One(int pair, Edit edit)
    {
        logits.Row(pair).CopyTo(row);
        edit(pair, row);
        return CrossEntropy.Of(row, labels[pair]);
    }
}
