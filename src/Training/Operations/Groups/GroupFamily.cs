namespace Grokking.Training;

/// <summary>Where a group comes from: it says how its representations are named, and which of them have a formula.</summary>
public abstract record GroupFamily
{
    private GroupFamily()
    {
    }

    /// <summary>Addition modulo <paramref name="Order"/>.</summary>
    /// <param name="Order">The modulus n.</param>
    public sealed record Cyclic(int Order) : GroupFamily;

    /// <summary>The symmetries of a regular polygon: element k &lt; m is the rotation r^k, element m + k the reflection
    /// r^k·s.</summary>
    /// <param name="Corners">Number m of corners.</param>
    public sealed record Dihedral(int Corners) : GroupFamily;

    /// <summary>All permutations of some points.</summary>
    /// <param name="Points">Number of points.</param>
    public sealed record Symmetric(int Points) : GroupFamily;

    /// <summary>The even permutations of some points.</summary>
    /// <param name="Points">Number of points.</param>
    public sealed record Alternating(int Points) : GroupFamily;

    /// <summary>Pairs of elements of two groups; (a, b) has the number a·|right| + b.</summary>
    /// <param name="Left">The group of the first of a pair.</param>
    /// <param name="Right">The group of the second.</param>
    public sealed record Product(FiniteGroup Left, FiniteGroup Right) : GroupFamily;

    /// <summary>The maps x ↦ u·x + v modulo <paramref name="Modulus"/>, u a unit.</summary>
    /// <param name="Modulus">The modulus n.</param>
    public sealed record Affine(int Modulus) : GroupFamily;

    /// <summary>The quaternions ±1, ±i, ±j, ±k.</summary>
    public sealed record Quaternions : GroupFamily;

    /// <summary>None of these: a table of one's own, a quotient.</summary>
    public sealed record Other : GroupFamily;
}
