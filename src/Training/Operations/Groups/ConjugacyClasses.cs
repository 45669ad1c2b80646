namespace Grokking.Training;

/// <summary>The classes {g⁻¹·a·g} of a group, in the order of their first elements, that of the neutral element first.
/// Immutable.</summary>
public sealed class ConjugacyClasses
{
    private readonly int[] classOf;

    private ConjugacyClasses(IReadOnlyList<IReadOnlyList<int>> all, int[] classOf) => (All, this.classOf) = (all, classOf);

    /// <summary>The elements of each class, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<int>> All { get; }

    /// <summary>Number of classes, as many as the group has complex irreducible representations.</summary>
    public int Count => All.Count;

    /// <summary>The class that an element is in, an index of <see cref="All"/>.</summary>
    /// <param name="element">An element, 0..n−1.</param>
    public int Of(int element) => classOf[element];

    internal static ConjugacyClasses Of(FiniteGroup group)
    {
        var classOf = new int[group.Order];
        Array.Fill(classOf, -1);
        var all = new List<IReadOnlyList<int>>();
        foreach (var a in Enumerable.Range(0, group.Order).OrderBy(a => a == group.Identity ? -1 : a))
        {
            if (classOf[a] < 0)
            {
                int[] members = [.. Enumerable.Range(0, group.Order).Select(g => group.Conjugate(a, g)).Distinct().Order()];
                Array.ForEach(members, member => classOf[member] = all.Count);
                all.Add(members);
            }
        }
        return new ConjugacyClasses(all, classOf);
    }
}
