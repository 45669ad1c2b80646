using System.Collections.Concurrent;

namespace Grokking.Training;

/// <summary>
/// The product of two elements of a finite group, numbered 0..n−1, or another word in them. A product of permutations applies the
/// left one first.
/// </summary>
public sealed class GroupOperation : BinaryOperation
{
    /// <summary>The id of the product in a group that is named.</summary>
    public const string GroupId = "group";

    /// <summary>The id of the dihedral groups, by their order: rotations, then reflections.</summary>
    public const string DihedralId = "dihedral";

    /// <summary>The id of the symmetric groups, by their order, numbered as Chughtai, Chan and Nanda (2023) number
    /// them.</summary>
    public const string SymmetricId = "symmetric";

    /// <summary>The id of the alternating groups, likewise.</summary>
    public const string AlternatingId = "alternating";

    /// <summary>The id of the product of permutations as Power et al. (2022) number them: <c>s5</c> of their code.</summary>
    public const string PermutationProductId = "permutation-product";

    /// <summary>The id of a·b·a⁻¹ of permutations in that order: <c>s5conj</c> of their code.</summary>
    public const string PermutationConjugationId = "permutation-conjugation";

    /// <summary>The id of a·b·a of permutations in that order: <c>s5aba</c> of their code.</summary>
    public const string PermutationAbaId = "permutation-aba";

    // A table is made once for each group, whenever and however often it is asked for.
    private static readonly ConcurrentDictionary<string, Lazy<FiniteGroup>> Groups = new();

    private readonly Word word;

    private GroupOperation(string id, FiniteGroup group, Word word)
        : base(id, group.Order, group.Order, group.Order) => (Group, this.word) = (group, word);

    /// <summary>The product in a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="id">The id in files; <see cref="GroupId"/> for a group that a name makes.</param>
    public GroupOperation(FiniteGroup group, string id = GroupId)
        : this(id, group ?? throw new ArgumentNullException(nameof(group)), Word.Product)
    {
    }

    private enum Word
    {
        Product,
        Conjugation,
        Aba,
    }

    /// <summary>The group.</summary>
    public FiniteGroup Group { get; }

    /// <inheritdoc/>
    public override string Description => word switch
    {
        Word.Product => $"a·b in the group {Group.Name} of order {Group.Order}",
        Word.Conjugation => $"a·b·a⁻¹ in the group {Group.Name} of order {Group.Order}",
        _ => $"a·b·a in the group {Group.Name} of order {Group.Order}",
    };

    /// <inheritdoc/>
    public override int Answer(int a, int b) => word switch
    {
        Word.Product => Group.Product(a, b),
        Word.Conjugation => Group.Conjugate(b, Group.Inverse(a)),
        _ => Group.Product(Group.Product(a, b), a),
    };

    /// <inheritdoc/>
    public override string NameOf(int operand) => Group.NameOf(operand);

    /// <inheritdoc/>
    protected override Algebra FindAlgebra() => word == Word.Product ? Algebra.Of(GroupIsotopy.Plain(Group)) : Algebra.Nothing;

    internal static GroupOperation Dihedral(int order)
    {
        Require.That(
            order >= 6 && order % 2 == 0, $"expected an even number from 6 for '{DihedralId}', got {order}.", nameof(order));
        return new(Shared($"D{order / 2}", () => FiniteGroups.Dihedral(order / 2)), DihedralId);
    }

    internal static GroupOperation Symmetric(int order)
    {
        var points = Points(SymmetricId, order, 3, Factorial);
        return new(Shared($"S{points}", () => PermutationGroups.Symmetric(points)), SymmetricId);
    }

    internal static GroupOperation Alternating(int order)
    {
        var points = Points(AlternatingId, order, 4, points => Factorial(points) / 2);
        return new(Shared($"A{points}", () => PermutationGroups.Alternating(points)), AlternatingId);
    }

    internal static GroupOperation Named(string name) => new(Shared(name, () => FiniteGroups.Named(name)));

    internal static GroupOperation Permutations(string id, int points)
    {
        var word = id switch
        {
            PermutationProductId => Word.Product,
            PermutationConjugationId => Word.Conjugation,
            _ => Word.Aba,
        };
        return new(
            id, Shared($"S{points} in order", () => PermutationGroups.Symmetric(points, PermutationNumbering.Lexicographic)),
            word);
    }

    // A group that cannot be made is not kept.
    private static FiniteGroup Shared(string key, Func<FiniteGroup> create)
    {
        try
        {
            return Groups.GetOrAdd(key, _ => new Lazy<FiniteGroup>(create)).Value;
        }
        catch (ArgumentException)
        {
            Groups.TryRemove(key, out _);
            throw;
        }
    }

    private static int Points(string id, int order, int smallest, Func<int, int> orderOf)
    {
        int[] points = [.. Enumerable.Range(smallest, 6 - smallest + 1)];
        var orders = string.Join(" or ", points.Select(orderOf));
        var found = points.FirstOrDefault(count => orderOf(count) == order);
        Require.That(found > 0, $"expected {orders} for '{id}', got {order}.", nameof(order));
        return found;
    }

    private static int Factorial(int number) => Enumerable.Range(1, number).Aggregate(1, (product, factor) => product * factor);
}
