using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A part of the pairs.</summary>
public enum SplitPart
{
    /// <summary>Every pair.</summary>
    All,

    /// <summary>The pairs that were trained on.</summary>
    Train,

    /// <summary>The pairs that were held out.</summary>
    Test,

    /// <summary>The test pairs (a, b) whose mirror (b, a) was not trained on either: what a network that ignores the order of its
    /// operands could not have seen.</summary>
    TestMirrorUnseen,
}

/// <summary>Mean loss and accuracy of some pairs.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share answered right, 0 to 1.</param>
public readonly record struct Score(double Loss, double Accuracy);

/// <summary>What pairs are judged by: the right answers; over training pairs, what they were taught.</summary>
/// <param name="Right">The right answer of each pair, [pairs].</param>
/// <param name="Taught">The answer that each pair was taught, [pairs]; null where they are the right ones.</param>
internal sealed record AnswerKey(int[] Right, int[]? Taught = null)
{
    /// <summary>The answer that each pair was taught, [pairs].</summary>
    public int[] AsTaught => Taught ?? Right;

    /// <summary>Judges every pair.</summary>
    /// <param name="rows">Which rows belong to each part of the split.</param>
    /// <param name="judge">Loss and correctness of a pair by an answer.</param>
    public SplitScores Score(SplitRows rows, Func<int, int, (double Loss, bool Correct)> judge)
    {
        (double, bool)[] By(int[] answers) => [.. answers.Select((answer, pair) => judge(pair, answer))];
        return new SplitScores(By(Right), rows, Taught is null ? null : By(Taught));
    }
}

/// <summary>Loss and correctness of every pair, from which the means over any set of pairs follow.</summary>
public sealed class SplitScores
{
    internal SplitScores((double Loss, bool Correct)[] right, SplitRows rows, (double Loss, bool Correct)[]? asTaught = null)
    {
        Losses = [.. right.Select(score => score.Loss)];
        All = Over(right, [.. Enumerable.Range(0, right.Length)]) ?? default;
        Train = Over(asTaught ?? right, rows.Train);
        Test = Over(right, rows.Test);
        TestMirrorUnseen = Over(right, rows.TestMirrorUnseen);
    }

    /// <summary>Loss of each pair's right answer, in the order of the pairs; of cross-entropy in nats.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Mean over all pairs, by their right answers.</summary>
    public Score All { get; }

    /// <summary>Mean over the training pairs, by what they were taught; null when no split is known or it has none.</summary>
    public Score? Train { get; }

    /// <summary>Mean over the test pairs; null when no split is known or it has none.</summary>
    public Score? Test { get; }

    /// <summary>Mean over the test pairs whose mirror was not trained on; null when there are none.</summary>
    public Score? TestMirrorUnseen { get; }

    /// <summary>The mean over a part of the pairs.</summary>
    /// <exception cref="InvalidOperationException">No split is known, or it has no such pairs.</exception>
    public Score this[SplitPart part] => part switch
    {
        SplitPart.Train => Train,
        SplitPart.Test => Test,
        SplitPart.TestMirrorUnseen => TestMirrorUnseen,
        _ => All,
    } ?? throw new InvalidOperationException($"{part} pairs: no split is known, or it has none.");

    private static Score? Over((double Loss, bool Correct)[] scores, int[]? rows)
    {
        if (rows is null or [])
        {
            return null;
        }
        var (loss, hits) = (0.0, 0);
        foreach (var row in rows)
        {
            loss += scores[row].Loss;
            hits += scores[row].Correct ? 1 : 0;
        }
        return new Score(loss / rows.Length, (double)hits / rows.Length);
    }
}

/// <summary>Which rows of an evaluation belong to each part of a split; null where no split is known.</summary>
internal sealed record SplitRows(int[]? Train, int[]? Test, int[]? TestMirrorUnseen)
{
    /// <summary>No split is known.</summary>
    public static SplitRows Unknown { get; } = new(null, null, null);

    /// <summary>The rows of a split's pairs.</summary>
    /// <param name="split">The split; null when none is known.</param>
    /// <param name="operation">The operation, whose pairs are the rows in its order.</param>
    public static SplitRows Of(Split? split, BinaryOperation operation)
    {
        if (split is null)
        {
            return Unknown;
        }
        int[] Rows(IEnumerable<int> pairs) => [.. pairs.Select(operation.RowOf)];
        return new(
            Rows(split.Train), Rows(split.Test),
            operation.Left == operation.Right ? Rows(split.TestMirrorUnseen(operation)) : null);
    }

    /// <summary>The rows of a part.</summary>
    public int[]? Of(SplitPart part, int count) => part switch
    {
        SplitPart.Train => Train,
        SplitPart.Test => Test,
        SplitPart.TestMirrorUnseen => TestMirrorUnseen,
        _ => [.. Enumerable.Range(0, count)],
    };

    /// <summary>The rows that stand in a selection of the rows, by their place there: (i, j) at i·n + j. There the mirror of a
    /// pair is (j, i), which in addition has the same answer; under other names of the operands it is another pair than (b,
    /// a).</summary>
    /// <param name="selection">The rows, [n²].</param>
    /// <param name="n">Number of operands of a side.</param>
    public SplitRows Within(int[] selection, int n)
    {
        var placeOf = selection.Index().ToDictionary(item => item.Item, item => item.Index);
        int[]? Places(int[]? rows) => rows is null ? null : [.. rows.Where(placeOf.ContainsKey).Select(row => placeOf[row])];
        var (train, test) = (Places(Train), Places(Test));
        var seen = train?.ToHashSet();
        return new(
            train, test,
            TestMirrorUnseen is null ? null : [.. test!.Where(place => !seen!.Contains((place % n * n) + (place / n)))]);
    }
}

/// <summary>Names of parts in ids and messages.</summary>
internal static class SplitPartNames
{
    /// <summary>The part in a sentence.</summary>
    public static string Words(this SplitPart part) => part switch
    {
        SplitPart.Train => "the training pairs",
        SplitPart.Test => "the test pairs",
        SplitPart.TestMirrorUnseen => "the test pairs whose mirror was not trained on either",
        _ => "all pairs",
    };

    /// <summary>The part in snake case.</summary>
    public static string Name(this SplitPart part) => part switch
    {
        SplitPart.Train => "train",
        SplitPart.Test => "test",
        SplitPart.TestMirrorUnseen => "test_mirror_unseen",
        _ => "all",
    };
}

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
