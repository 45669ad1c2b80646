using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The operation as a network answers it, cell by cell beside the right answers.</summary>
public sealed class AnswerTable
{
    private const int Undefined = -1;

    private readonly int[] given;
    private readonly int[] right;
    private readonly HashSet<int>? trained;

    /// <summary>The table of a network on all pairs of its operation.</summary>
    internal AnswerTable(PairEvaluation all)
    {
        Operation = all.Activations.Operation;
        (given, right) = (Empty(), Empty());
        foreach (var (row, pair) in Operation.Pairs.Index())
        {
            given[pair] = TensorPrimitives.IndexOfMax<double>(all.Logits.Row(row));
            right[pair] = all.LabelArray[row];
        }
        trained = all.Rows.Train?.Select(row => Operation.Pairs[row]).ToHashSet();
    }

    /// <summary>The operation.</summary>
    public BinaryOperation Operation { get; }

    /// <summary>What the network answers, the first of the largest logits; null where the operation is not defined.</summary>
    /// <param name="a">Left operand.</param>
    /// <param name="b">Right operand.</param>
    public int? Given(int a, int b) => At(given, a, b);

    /// <summary>The right answer; null where the operation is not defined.</summary>
    /// <param name="a">Left operand.</param>
    /// <param name="b">Right operand.</param>
    public int? Right(int a, int b) => At(right, a, b);

    /// <summary>Whether the pair was trained on; null when that is not known.</summary>
    /// <param name="a">Left operand.</param>
    /// <param name="b">Right operand.</param>
    public bool? IsTrained(int a, int b) => trained?.Contains(a * Operation.Right + b);

    /// <summary>Share of the pairs (a, b) whose mirror (b, a) has the same right answer, 0 to 1, those of a and a among them;
    /// null where the operands are of different kinds.</summary>
    public double? SymmetricPairs => Symmetry(right);

    /// <summary>The same of the network's answers: 1 for a network that ignores the order of its operands.</summary>
    public double? SymmetricAnswers => Symmetry(given);

    /// <summary>Number of wrong answers among the pairs of a kind.</summary>
    /// <param name="toTrained">Among those trained on, else among the others. All pairs count as others when the split is not
    /// known.</param>
    public int Wrong(bool toTrained) =>
        Operation.Pairs.Count(pair => given[pair] != right[pair] && (trained?.Contains(pair) ?? false) == toTrained);

    private int? At(int[] table, int a, int b)
    {
        var pair = Require.InRange(a, 0, Operation.Left - 1) * Operation.Right + Require.InRange(b, 0, Operation.Right - 1);
        return table[pair] == Undefined ? null : table[pair];
    }

    private double? Symmetry(int[] table)
    {
        var width = Operation.Right;
        if (Operation.Left != width)
        {
            return null;
        }
        int[] mirrored = [.. Operation.Pairs.Where(pair => right[Mirror(pair)] != Undefined)];
        return mirrored.Length == 0 ? null : mirrored.Count(pair => table[pair] == table[Mirror(pair)]) / (double)mirrored.Length;

        int Mirror(int pair) => pair % width * width + pair / width;
    }

    private int[] Empty() => [.. Enumerable.Repeat(Undefined, Operation.Left * Operation.Right)];
}
