using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Scores logits after each row was edited.</summary>
/// <param name="logits">Logits, [pairs, answers]; not changed.</param>
/// <param name="key">What the pairs are judged by.</param>
/// <param name="rows">Which rows belong to each part of the split.</param>
/// <param name="loss">The loss that the network was trained with.</param>
internal sealed class LogitScorer(Matrix logits, AnswerKey key, SplitRows rows, LossKind loss = LossKind.CrossEntropy)
{
    private readonly double[] row = new double[logits.Columns];

    /// <summary>Changes one pair's logits in place.</summary>
    public delegate void Edit(int pair, Span<double> row);

    /// <summary>Scores what a network put out.</summary>
    /// <param name="logits">Logits, [pairs, d_vocab_out].</param>
    /// <param name="classes">The class of each answer; null where they are the first classes in order.</param>
    /// <param name="answers">Number of answers.</param>
    /// <param name="key">What the pairs are judged by.</param>
    /// <param name="rows">Which rows belong to each part of the split.</param>
    /// <param name="loss">The loss that the network was trained with.</param>
    public static SplitScores Score(Tensor logits, int[]? classes, int answers, AnswerKey key, SplitRows rows, LossKind loss)
    {
        var row = new double[answers];
        return key.Score(rows, (pair, answer) =>
        {
            Read(logits, pair, classes, row);
            return RowScore.Of(loss, row, answer);
        });
    }

    /// <summary>Copies the answers' logits of a pair.</summary>
    public static void Read(Tensor logits, int pair, int[]? classes, Span<double> row)
    {
        if (classes is null)
        {
            FloatRows.Read(logits, pair, row);
            return;
        }
        var all = logits.Span.Slice(pair * logits.Shape[1], logits.Shape[1]);
        for (var answer = 0; answer < row.Length; answer++)
        {
            row[answer] = all[classes[answer]];
        }
    }

    /// <summary>Scores all pairs after an edit.</summary>
    public SplitScores Score(Edit edit) => key.Score(rows, (pair, answer) => One(pair, answer, edit));

    /// <summary>Mean loss of some training pairs after an edit, in nats.</summary>
    public double Loss(IReadOnlyList<int> pairs, Edit edit)
    {
        var sum = 0.0;
        foreach (var pair in pairs)
        {
            sum += One(pair, key.AsTaught[pair], edit).Loss;
        }
        return sum / pairs.Count;
    }

    private (double Loss, bool Correct) One(int pair, int answer, Edit edit)
    {
        logits.Row(pair).CopyTo(row);
        edit(pair, row);
        return RowScore.Of(loss, row, answer);
    }
}

/// <summary>The loss that a network was trained with, of one row, in double.</summary>
internal static class RowScore
{
    /// <summary>The loss of one row of logits, and whether its first largest one is the right class.</summary>
    /// <param name="loss">Which.</param>
    /// <param name="logits">[classes]; overwritten.</param>
    /// <param name="label">The right class.</param>
    public static (double Loss, bool Correct) Of(LossKind loss, Span<double> logits, int label) => loss switch
    {
        LossKind.CrossEntropy => CrossEntropy.Of(logits, label),
        LossKind.Mse =>
            ((TensorPrimitives.SumOfSquares<double>(logits) - (2 * logits[label]) + 1) / logits.Length,
                IsFirstLargest(logits, label)),
        _ => (Stablemax(logits, label), IsFirstLargest(logits, label)),
    };

    private static bool IsFirstLargest(ReadOnlySpan<double> logits, int label) =>
        logits.IndexOf(TensorPrimitives.Max(logits)) == label;

    // Prieto et al. (2025): shares go like x + 1 from 0 up and 1/(1 − x) below.
    private static double Stablemax(ReadOnlySpan<double> logits, int label)
    {
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Share(logit);
        }
        return Math.Log(sum) - Math.Log(Share(logits[label]));

        static double Share(double logit) => logit >= 0 ? logit + 1 : 1 / (1 - logit);
    }
}

/// <summary>−ln softmax of the right class, in double.</summary>
internal static class CrossEntropy
{
    /// <summary>Loss in nats of one row of logits, and whether its first largest one is the right class.</summary>
    /// <param name="logits">[classes]; overwritten.</param>
    /// <param name="label">The right class.</param>
    public static (double Loss, bool Correct) Of(Span<double> logits, int label)
    {
        var largest = TensorPrimitives.Max<double>(logits);
        var margin = logits[label] - largest;
        var correct = margin == 0 && logits.IndexOf(largest) == label;
        TensorPrimitives.Subtract(logits, largest, logits);
        TensorPrimitives.Exp<double>(logits, logits);
        var right = logits[label];
        logits[label] = 0;
        var wrong = TensorPrimitives.Sum<double>(logits);
        // A confident right answer has a loss of about the wrong classes' sum, far below the spacing of doubles at 1.
        return (margin == 0 ? LogOnePlus(wrong) : Math.Log(right + wrong) - margin, correct);
    }

    /// <summary>ln(1 + x) for x ≥ 0 to full relative precision (Higham 2002, section 1.14.1): the rounding of 1 + x cancels
    /// in the quotient.</summary>
    public static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
