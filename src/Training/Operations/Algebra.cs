namespace Grokking.Training;

/// <summary>The structure of an operation, perhaps in disguise: what it is after operands and answers are given other
/// names.</summary>
public abstract record Algebra
{
    private Algebra()
    {
    }

    /// <summary>No structure that a view knows.</summary>
    public static Algebra Nothing { get; } = new None();

    /// <summary>The structure in a word and its size: <c>cyclic 113</c>, <c>none</c>.</summary>
    public abstract string Name { get; }

    /// <summary>No structure that a view knows.</summary>
    public sealed record None : Algebra
    {
        /// <inheritdoc/>
        public override string Name => "none";
    }

    /// <summary>
    /// Addition modulo <paramref name="Order"/> after three relabellings: the answer to (Left[i], Right[j]) is
    /// Answer[(i + j) mod Order]. Operands and answers that have no label lie outside the group.
    /// </summary>
    /// <param name="Order">Order n of the group Z_n, 2 or more.</param>
    /// <param name="Left">The left operand of each label, [n], all different.</param>
    /// <param name="Right">The right operand of each label, [n], all different.</param>
    /// <param name="Answer">The answer of each label, [n], all different.</param>
    /// <param name="Words">The relabelling in words, for a report; empty where labels are the operands themselves.</param>
    public sealed record Cyclic(
        int Order, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<int> Answer, string Words = "") : Algebra
    {
        /// <inheritdoc/>
        public override string Name => $"cyclic {Order}";

        /// <summary>Whether every label is the operand or the answer itself: a + b modulo n.</summary>
        public bool IsPlain { get; } = IsIdentity(Left) && IsIdentity(Right) && IsIdentity(Answer);

        /// <summary>Z_n itself.</summary>
        public static Cyclic Plain(int order)
        {
            int[] labels = [.. Enumerable.Range(0, order)];
            return new(order, labels, labels, labels);
        }

        private static bool IsIdentity(IReadOnlyList<int> labels) => labels.Select((operand, label) => operand == label).All(same => same);
    }
}
