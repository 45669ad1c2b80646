namespace Grokking.Training;

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
