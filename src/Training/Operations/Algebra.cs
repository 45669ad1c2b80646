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

    /// <summary>
    /// The structure of a group under other names: addition modulo n where the group is cyclic, none where it has one element,
    /// else the group itself.
    /// </summary>
    /// <param name="isotopy">Which element each operand and answer stands for.</param>
    public static Algebra Of(GroupIsotopy isotopy)
    {
        ArgumentNullException.ThrowIfNull(isotopy);
        return isotopy.Group.Order == 1 ? Nothing : isotopy.ToCyclic() is { } labels ? Cyclic.From(labels) : Group.From(isotopy);
    }

    /// <summary>The structure in a word and its size: <c>cyclic 113</c>, <c>group S5</c>, <c>none</c>.</summary>
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

        internal static Cyclic From(GroupIsotopy labels)
        {
            var plain = new Cyclic(labels.Group.Order, Operands(labels.Left), Operands(labels.Right), Operands(labels.Answer));
            return plain.IsPlain
                ? plain : plain with { Words = "operands and answers count by labels after which the answer is the sum" };
        }
    }

    /// <summary>
    /// The product in a finite group after three relabellings: the answer to (Left[g], Right[h]) is Answer[g·h]. Operands and
    /// answers that no element stands for lie outside the group.
    /// </summary>
    /// <param name="Structure">The group.</param>
    /// <param name="Left">The left operand of each element, [n], all different.</param>
    /// <param name="Right">The right operand of each element, [n], all different.</param>
    /// <param name="Answer">The answer of each element, [n], all different.</param>
    public sealed record Group(
        FiniteGroup Structure, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<int> Answer) : Algebra
    {
        /// <inheritdoc/>
        public override string Name => $"group {Structure.Name}";

        /// <summary>Whether every element is the operand or the answer itself.</summary>
        public bool IsPlain { get; } = IsIdentity(Left) && IsIdentity(Right) && IsIdentity(Answer);

        internal static Group From(GroupIsotopy labels) =>
            new(labels.Group, Operands(labels.Left), Operands(labels.Right), Operands(labels.Answer));
    }

    private static bool IsIdentity(IReadOnlyList<int> labels) => labels.Index().All(label => label.Index == label.Item);

    // From the element of each operand to the operand of each element.
    private static int[] Operands(IReadOnlyList<int> elements)
    {
        var inside = elements.Index().Where(item => item.Item >= 0);
        return [.. inside.OrderBy(item => item.Item).Select(item => item.Index)];
    }
}
