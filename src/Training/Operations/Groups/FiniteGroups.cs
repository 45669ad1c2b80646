using System.Numerics;

namespace Grokking.Training;

/// <summary>Makes the groups that networks are trained on, each with a fixed numbering of its elements.</summary>
public static class FiniteGroups
{
    /// <summary>The group that a name stands for: <c>C113</c>, <c>D59</c>, <c>S5</c>, <c>A5</c>, <c>Q8</c>, <c>Aff(11)</c>, or a
    /// direct product of such, <c>S3xC2</c>.</summary>
    /// <exception cref="ArgumentException">There is no such group, or it has more than <see cref="FiniteGroup.LargestOrder"/>
    /// elements.</exception>
    public static FiniteGroup Named(string name) => GroupNames.Parse(name);

    /// <summary>Z_n: the sum modulo n; element a is the residue a.</summary>
    /// <param name="order">The modulus n, 1 to <see cref="FiniteGroup.LargestOrder"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is out of range.</exception>
    public static FiniteGroup Cyclic(int order)
    {
        Require.InRange(order, 1, FiniteGroup.LargestOrder);
        var table = GroupTable.Of(order, (a, b) => (a + b) % order);
        return new($"C{order}", table, GroupTable.Numbers(order), new GroupFamily.Cyclic(order));
    }

    /// <summary>
    /// The symmetries of a regular polygon of m corners, numbered as Chughtai, Chan and Nanda (2023) number them: the rotations
    /// r^0..r^(m−1), then the reflections r^0·s..r^(m−1)·s, with s·r = r^(−1)·s.
    /// </summary>
    /// <param name="corners">m, 2 or more; the order is 2m.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is out of range.</exception>
    public static FiniteGroup Dihedral(int corners)
    {
        var m = Require.InRange(corners, 2, FiniteGroup.LargestOrder / 2);
        var table = GroupTable.Of(2 * m, (a, b) =>
        {
            var rotation = a < m ? a + b % m : a % m - b % m + m;
            return rotation % m + (a < m == b < m ? 0 : m);
        });
        string[] names = [.. Enumerable.Range(0, 2 * m).Select(a => DihedralName(a % m, a >= m))];
        return new($"D{m}", table, names, new GroupFamily.Dihedral(m));
    }

    /// <summary>The pairs (a, b) of elements of two groups, multiplied each by itself; (a, b) has the number a·|right| +
    /// b.</summary>
    /// <param name="left">The group of the first of a pair.</param>
    /// <param name="right">The group of the second.</param>
    /// <exception cref="ArgumentOutOfRangeException">The product of the orders exceeds
    /// <see cref="FiniteGroup.LargestOrder"/>.</exception>
    public static FiniteGroup Product(FiniteGroup left, FiniteGroup right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var n = right.Order;
        var order = Require.InRange(left.Order * n, 1, FiniteGroup.LargestOrder, "order of the product");
        var table = GroupTable.Of(order, (a, b) => left.Product(a / n, b / n) * n + right.Product(a % n, b % n));
        string[] names = [.. Enumerable.Range(0, order).Select(a => $"({left.NameOf(a / n)}, {right.NameOf(a % n)})")];
        return new($"{left.Name}×{right.Name}", table, names, new GroupFamily.Product(left, right));
    }

    /// <summary>
    /// The maps x ↦ u·x + v modulo n with u a unit. They are numbered by u, then v: the i-th unit with v has the number i·n + v.
    /// The product a·b applies a first.
    /// </summary>
    /// <param name="modulus">n, 2 or more; the order is φ(n)·n.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is too small, or the order exceeds
    /// <see cref="FiniteGroup.LargestOrder"/>.</exception>
    public static FiniteGroup Affine(int modulus)
    {
        var n = Require.InRange(modulus, 2, FiniteGroup.LargestOrder);
        int[] units = [.. Enumerable.Range(1, n - 1).Where(u => BigInteger.GreatestCommonDivisor(u, n).IsOne)];
        var order = Require.InRange(units.Length * n, 1, FiniteGroup.LargestOrder, $"order of the affine group modulo {n}");
        // (u, v) then (s, t) is x ↦ s·(u·x + v) + t.
        var table = GroupTable.Of(order, (a, b) =>
        {
            var (u, v, s, t) = (units[a / n], a % n, units[b / n], b % n);
            return Array.IndexOf(units, s * u % n) * n + (s * v + t) % n;
        });
        string[] names = [.. Enumerable.Range(0, order).Select(a => AffineName(units[a / n], a % n))];
        return new($"Aff({n})", table, names, new GroupFamily.Affine(n));
    }

    /// <summary>Q8: 1, −1, i, −i, j, −j, k, −k in this order, with i·j = k.</summary>
    public static FiniteGroup Quaternions()
    {
        // The product of units 1, i, j, k: its unit, and 1 where its sign is −.
        int[,] unit = { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 }, { 3, 2, 1, 0 } };
        int[,] minus = { { 0, 0, 0, 0 }, { 0, 1, 0, 1 }, { 0, 1, 1, 0 }, { 0, 0, 1, 1 } };
        var table = GroupTable.Of(8, (a, b) => 2 * unit[a / 2, b / 2] + (a + b + minus[a / 2, b / 2]) % 2);
        return new("Q8", table, ["1", "−1", "i", "−i", "j", "−j", "k", "−k"], new GroupFamily.Quaternions());
    }

    private static string AffineName(int u, int v) => $"{(u == 1 ? "" : u)}x{(v == 0 ? "" : $"+{v}")}";

    private static string DihedralName(int k, bool reflects) => (k, reflects) switch
    {
        (0, false) => "e",
        (0, true) => "s",
        (1, _) => reflects ? "rs" : "r",
        _ => $"r^{k}{(reflects ? "s" : "")}",
    };
}

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
