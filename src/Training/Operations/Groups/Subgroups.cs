namespace Grokking.Training;

/// <summary>A subgroup of a finite group. Immutable; equal to another with the same elements of the same group.</summary>
public sealed class Subgroup : IEquatable<Subgroup>
{
    private readonly bool[] isMember;
    private readonly int[] elements;
    private readonly int hash;

    private Subgroup(FiniteGroup group, bool[] isMember, IReadOnlyList<int> generators)
    {
        (Group, this.isMember, Generators) = (group, isMember, generators);
        elements = [.. Enumerable.Range(0, group.Order).Where(a => isMember[a])];
        var code = default(HashCode);
        Array.ForEach(elements, code.Add);
        hash = code.ToHashCode();
    }

    /// <summary>The group that it is part of.</summary>
    public FiniteGroup Group { get; }

    /// <summary>Its elements, ascending.</summary>
    public IReadOnlyList<int> Elements => elements;

    /// <summary>Elements that generate it; none for the trivial subgroup.</summary>
    public IReadOnlyList<int> Generators { get; }

    /// <summary>Number of its elements.</summary>
    public int Order => elements.Length;

    /// <summary>Number of its cosets on either side.</summary>
    public int Index => Group.Order / Order;

    /// <summary>Whether conjugation maps it to itself, so that left and right cosets are the same.</summary>
    public bool IsNormal => Generators.All(a => Enumerable.Range(0, Group.Order).All(g => isMember[Group.Conjugate(a, g)]));

    /// <summary>Whether an element lies in it.</summary>
    /// <param name="element">An element of the group, 0..n−1.</param>
    public bool Contains(int element) => isMember[element];

    /// <summary>Whether all its elements lie in another.</summary>
    public bool IsWithin(Subgroup other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Generators.All(other.Contains);
    }

    /// <summary>g⁻¹·H·g.</summary>
    /// <param name="g">An element of the group, 0..n−1.</param>
    public Subgroup Conjugate(int g)
    {
        var image = new bool[Group.Order];
        foreach (var a in elements)
        {
            image[Group.Conjugate(a, g)] = true;
        }
        return new Subgroup(Group, image, [.. Generators.Select(a => Group.Conjugate(a, g))]);
    }

    /// <summary>The coset g·H of each element g, [n], numbered by first appearance.</summary>
    public int[] LeftCosets() => Cosets((g, h) => Group.Product(g, h));

    /// <summary>The coset H·g of each element g, [n], numbered by first appearance.</summary>
    public int[] RightCosets() => Cosets((g, h) => Group.Product(h, g));

    /// <summary>The group of its cosets, with the map onto it.</summary>
    /// <exception cref="InvalidOperationException">The subgroup is not normal.</exception>
    public QuotientGroup Quotient() => QuotientGroup.Of(this);

    /// <inheritdoc/>
    public bool Equals(Subgroup? other) =>
        other is not null && other.Group == Group && other.elements.AsSpan().SequenceEqual(elements);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Subgroup);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>Generators and order, for a debugger and a failing test: <c>⟨(0 1 2), (0 1)⟩, order 6</c>.</summary>
    public override string ToString() => $"⟨{string.Join(", ", Generators.Select(Group.NameOf))}⟩, order {Order}";

    internal static Subgroup Generate(FiniteGroup group, IReadOnlyList<int> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var reached = new bool[group.Order];
        reached[group.Identity] = true;
        var members = new List<int> { group.Identity };
        var generators = new List<int>();
        foreach (var element in elements)
        {
            if (!reached[Require.InRange(element, 0, group.Order - 1)])
            {
                generators.Add(element);
                Extend(group, generators, reached, members);
            }
        }
        return new Subgroup(group, reached, generators);
    }

    // In a finite group, products of the generators are all that they generate: inverses are powers.
    private static void Extend(FiniteGroup group, List<int> generators, bool[] reached, List<int> members)
    {
        for (var next = 0; next < members.Count; next++)
        {
            foreach (var generator in generators)
            {
                var product = group.Product(members[next], generator);
                if (!reached[product])
                {
                    reached[product] = true;
                    members.Add(product);
                }
            }
        }
    }

    private int[] Cosets(Func<int, int, int> shifted)
    {
        var coset = new int[Group.Order];
        Array.Fill(coset, -1);
        var count = 0;
        for (var g = 0; g < coset.Length; g++)
        {
            if (coset[g] < 0)
            {
                Array.ForEach(elements, h => coset[shifted(g, h)] = count);
                count++;
            }
        }
        return coset;
    }
}

/// <summary>The group G/N of the cosets of a normal subgroup N. Immutable.</summary>
/// <param name="Kernel">The normal subgroup N.</param>
/// <param name="Group">The group of cosets, numbered by their first elements.</param>
/// <param name="Map">The coset of each element of G, [n]: a homomorphism onto <paramref name="Group"/>.</param>
public sealed record QuotientGroup(Subgroup Kernel, FiniteGroup Group, IReadOnlyList<int> Map)
{
    internal static QuotientGroup Of(Subgroup kernel)
    {
        if (!kernel.IsNormal)
        {
            throw new InvalidOperationException($"{kernel} of {kernel.Group.Name} is not normal: its cosets are no group.");
        }
        var map = kernel.LeftCosets();
        var group = kernel.Group;
        int[] first = [.. Enumerable.Range(0, kernel.Index).Select(coset => Array.IndexOf(map, coset))];
        var table = GroupTable.Of(first.Length, (a, b) => map[group.Product(first[a], first[b])]);
        string[] names = [.. first.Select(group.NameOf)];
        return new(kernel, new FiniteGroup($"{group.Name}/{kernel.Order}", table, names, new GroupFamily.Other()), map);
    }
}
