using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Groups of every family and of every type of representation.</summary>
internal static class TestGroups
{
    private static readonly Dictionary<string, Func<FiniteGroup>> All = new()
    {
        ["C1"] = () => FiniteGroups.Cyclic(1),
        ["C2"] = () => FiniteGroups.Cyclic(2),
        ["C12"] = () => FiniteGroups.Cyclic(12),
        ["C13"] = () => FiniteGroups.Cyclic(13),
        ["D2"] = () => FiniteGroups.Dihedral(2),
        ["D5"] = () => FiniteGroups.Dihedral(5),
        ["D8"] = () => FiniteGroups.Dihedral(8),
        ["D59"] = () => FiniteGroups.Dihedral(59),
        ["S2"] = () => PermutationGroups.Symmetric(2),
        ["S3"] = () => PermutationGroups.Symmetric(3),
        ["S4"] = () => PermutationGroups.Symmetric(4),
        ["S5"] = () => PermutationGroups.Symmetric(5),
        ["S5 lexicographic"] = () => PermutationGroups.Symmetric(5, PermutationNumbering.Lexicographic),
        ["S6"] = () => PermutationGroups.Symmetric(6),
        ["A3"] = () => PermutationGroups.Alternating(3),
        ["A4"] = () => PermutationGroups.Alternating(4),
        ["A5"] = () => PermutationGroups.Alternating(5),
        ["A6"] = () => PermutationGroups.Alternating(6),
        ["Q8"] = FiniteGroups.Quaternions,
        ["Q8×C3"] = () => FiniteGroups.Product(FiniteGroups.Quaternions(), FiniteGroups.Cyclic(3)),
        ["S3×S3"] = () => FiniteGroups.Product(PermutationGroups.Symmetric(3), PermutationGroups.Symmetric(3)),
        ["C3×C6"] = () => FiniteGroups.Product(FiniteGroups.Cyclic(3), FiniteGroups.Cyclic(6)),
        ["C2×C2×C2×C2×C2"] = () => Enumerable.Repeat(FiniteGroups.Cyclic(2), 5).Aggregate(FiniteGroups.Product),
        ["Aff(5)"] = () => FiniteGroups.Affine(5),
        ["Aff(11)"] = () => FiniteGroups.Affine(11),
        ["Aff(31)"] = () => FiniteGroups.Affine(31),
        ["Aff(15)"] = () => FiniteGroups.Affine(15),
        ["SL(2, 3)"] = () => SpecialLinear(3),
        ["SL(2, 5)"] = () => SpecialLinear(5),
    };

    /// <summary>The names of all of them.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>A group by name.</summary>
    public static FiniteGroup Get(string name) => All[name]();

    /// <summary>The 2 by 2 matrices of determinant 1 modulo a prime, from their table: they have quaternionic
    /// representations.</summary>
    public static FiniteGroup SpecialLinear(int p)
    {
        var elements = (from a in Residues() from b in Residues() from c in Residues() from d in Residues()
                        where (a * d + (p - 1) * b * c) % p == 1
                        select (A: a, B: b, C: c, D: d)).ToList();
        var table = new int[elements.Count, elements.Count];
        for (var i = 0; i < elements.Count; i++)
        {
            for (var j = 0; j < elements.Count; j++)
            {
                var (x, y) = (elements[i], elements[j]);
                int Entry(int first, int second, int third, int fourth) => ((first * second) + (third * fourth)) % p;
                table[i, j] = elements.IndexOf((
                    Entry(x.A, y.A, x.B, y.C), Entry(x.A, y.B, x.B, y.D), Entry(x.C, y.A, x.D, y.C), Entry(x.C, y.B, x.D, y.D)));
            }
        }
        return FiniteGroup.FromTable(table, $"SL(2, {p})");

        IEnumerable<int> Residues() => Enumerable.Range(0, p);
    }
}
