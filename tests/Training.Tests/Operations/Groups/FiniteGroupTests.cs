using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class FiniteGroupTests
{
    private static readonly Dictionary<string, Func<FiniteGroup>> Made = new()
    {
        ["C1"] = () => FiniteGroups.Cyclic(1),
        ["C2"] = () => FiniteGroups.Cyclic(2),
        ["C12"] = () => FiniteGroups.Cyclic(12),
        ["D2"] = () => FiniteGroups.Dihedral(2),
        ["D5"] = () => FiniteGroups.Dihedral(5),
        ["D6"] = () => FiniteGroups.Dihedral(6),
        ["S2"] = () => PermutationGroups.Symmetric(2),
        ["S3"] = () => PermutationGroups.Symmetric(3),
        ["S4"] = () => PermutationGroups.Symmetric(4),
        ["S5"] = () => PermutationGroups.Symmetric(5),
        ["S5 lexicographic"] = () => PermutationGroups.Symmetric(5, PermutationNumbering.Lexicographic),
        ["A3"] = () => PermutationGroups.Alternating(3),
        ["A4"] = () => PermutationGroups.Alternating(4),
        ["A5"] = () => PermutationGroups.Alternating(5),
        ["A5 lexicographic"] = () => PermutationGroups.Alternating(5, PermutationNumbering.Lexicographic),
        ["A6"] = () => PermutationGroups.Alternating(6),
        ["Q8"] = FiniteGroups.Quaternions,
        ["S3×C4"] = () => FiniteGroups.Product(PermutationGroups.Symmetric(3), FiniteGroups.Cyclic(4)),
        ["Aff(2)"] = () => FiniteGroups.Affine(2),
        ["Aff(9)"] = () => FiniteGroups.Affine(9),
        ["Aff(11)"] = () => FiniteGroups.Affine(11),
    };

    public static TheoryData<string> Names => [.. Made.Keys];

    /// <summary>The check of a user's table takes every family's: identity, inverses and brackets.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Families_AreGroups(string name)
    {
        var group = Made[name]();
        var again = FiniteGroup.FromTable(Table(group.Order, group.Product));

        Assert.Equal(group.Identity, again.Identity);
        Assert.All(Enumerable.Range(0, group.Order), a => Assert.Equal(group.Identity, group.Product(a, group.Inverse(a))));
        Assert.Equal(group.Order, Enumerable.Range(0, group.Order).Select(group.NameOf).Distinct().Count());
    }

    [Theory]
    [InlineData(GroupOperation.SymmetricId, 120)]
    [InlineData(GroupOperation.SymmetricId, 720)]
    [InlineData(GroupOperation.AlternatingId, 60)]
    [InlineData(GroupOperation.DihedralId, 6)]
    [InlineData(GroupOperation.DihedralId, 118)]
    [InlineData(ModularOperation.Addition, 113)]
    public void Products_AreTheAnswersOfTheTask(string id, int order)
    {
        var task = OperationCatalogue.Create(id, order);
        var group = (id, order) switch
        {
            (GroupOperation.SymmetricId, 120) => PermutationGroups.Symmetric(5),
            (GroupOperation.SymmetricId, _) => PermutationGroups.Symmetric(6),
            (GroupOperation.AlternatingId, _) => PermutationGroups.Alternating(5),
            (GroupOperation.DihedralId, _) => FiniteGroups.Dihedral(order / 2),
            _ => FiniteGroups.Cyclic(order),
        };

        Assert.Equal(Table(order, task.Answer).Cast<int>(), Table(order, group.Product).Cast<int>());
    }

    [Theory]
    [InlineData("S4")]
    [InlineData("S5")]
    [InlineData("S6")]
    [InlineData("A5")]
    public void Permutations_HaveThePublishedNumbers(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", "_elements.json")));
        var points = name[1] - '0';
        var group = name[0] == 'S' ? PermutationGroups.Symmetric(points) : PermutationGroups.Alternating(points);

        Assert.Equal(
            file.RootElement.GetProperty(name).EnumerateArray().Select(element => string.Concat(element.EnumerateArray())),
            group.Permutations!.Select(permutation => permutation.OneLine));
    }

    /// <summary>Power et al. (2022): c[i] = b[a[i]], elements as Python's permutations of 0..4 come.</summary>
    [Fact]
    public void Lexicographic_NumbersOneLineFormsInOrder_AndAppliesTheLeftFactorFirst()
    {
        var group = PermutationGroups.Symmetric(5, PermutationNumbering.Lexicographic);
        string[] forms = [.. group.Permutations!.Select(permutation => permutation.OneLine)];

        Assert.Equal(["01234", "01243", "01324"], forms[..3]);
        Assert.Equal(forms.Order(StringComparer.Ordinal), forms);
        var (a, b) = (Array.IndexOf(forms, "10234"), Array.IndexOf(forms, "02134"));
        Assert.Equal("20134", forms[group.Product(a, b)]);
        Assert.Equal(0, group.Identity);
    }

    [Fact]
    public void Affine_AppliesTheLeftFactorFirst()
    {
        var group = FiniteGroups.Affine(5);
        var names = Enumerable.Range(0, group.Order).ToDictionary(group.NameOf);

        // 2x + 1, then 3x + 4: 6x + 7.
        Assert.Equal("x+2", group.NameOf(group.Product(names["2x+1"], names["3x+4"])));
    }

    [Fact]
    public void Quaternions_MultiplyAsHamiltonWrote()
    {
        var group = FiniteGroups.Quaternions();
        var names = Enumerable.Range(0, 8).ToDictionary(group.NameOf);
        string Product(string a, string b) => group.NameOf(group.Product(names[a], names[b]));

        Assert.Equal(["k", "i", "j"], [Product("i", "j"), Product("j", "k"), Product("k", "i")]);
        Assert.Equal(["−k", "−1", "−1", "−1"], [Product("j", "i"), Product("i", "i"), Product("j", "j"), Product("k", "k")]);
    }

    [Theory]
    [InlineData("S5", 7, 1, 60)]
    [InlineData("A5", 5, 1, 60)]
    [InlineData("S4", 5, 1, 12)]
    [InlineData("A4", 4, 1, 4)]
    [InlineData("D5", 4, 1, 5)]
    [InlineData("D6", 6, 2, 3)]
    [InlineData("Q8", 5, 2, 2)]
    [InlineData("C12", 12, 12, 1)]
    [InlineData("Aff(11)", 11, 1, 11)]
    [InlineData("S3×C4", 12, 4, 3)]
    public void ClassesCentreAndCommutators_AreThoseOfTheBooks(string name, int classes, int centre, int commutators)
    {
        var group = Made[name]();

        Assert.Equal(classes, group.Classes.Count);
        Assert.Equal(group.Order, group.Classes.All.Sum(members => members.Count));
        Assert.Equal([group.Identity], group.Classes.All[0]);
        Assert.Equal(centre, group.Centre.Order);
        Assert.Equal(commutators, group.CommutatorSubgroup.Order);
        Assert.Equal(group.Centre.Order == group.Order, group.IsAbelian);
    }

    [Fact]
    public void SignMaps_OfPermutations_AreTheSign()
    {
        var group = PermutationGroups.Symmetric(4);

        Assert.Equal(group.Permutations!.Select(permutation => permutation.Sign), Assert.Single(group.SignMaps()));
        Assert.Equal(3, FiniteGroups.Dihedral(6).SignMaps().Count);
        Assert.Empty(PermutationGroups.Alternating(5).SignMaps());
    }

    [Fact]
    public void Powers_RepeatWithTheOrder()
    {
        var group = PermutationGroups.Symmetric(4);
        for (var a = 0; a < group.Order; a++)
        {
            Assert.Equal(group.Identity, group.Power(a, group.OrderOf(a)));
            Assert.Equal(group.Product(a, group.Product(a, a)), group.Power(a, 3 + 24));
        }
    }

    public static TheoryData<string, string> BadTables => new()
    {
        { "0 1,1 0,0 0", "expected as many columns as rows, got [3, 2]" },
        { "0 1,1 2", "1·1: expected 0 to 1, got 2" },
        { "1 0,1 0", "expected an element e with e·a = a·e = a for every a, found none" },
        { "0 1,1 1", "element 1 has none: no b has 1·b = b·1 = 0" },
        { "0 1 2 3 4,1 0 3 4 2,2 4 0 1 3,3 2 4 0 1,4 3 1 2 0", "(1·1)·2 = 2 but 1·(1·2) = 4" },
    };

    /// <summary>The last is the smallest loop that is no group: rows and columns hold each element once.</summary>
    [Theory, MemberData(nameof(BadTables))]
    public void FromTable_OfNoGroup_NamesTheElements(string text, string expected)
    {
        int[][] rows = [.. text.Split(',').Select(row => row.Split(' ').Select(int.Parse).ToArray())];
        var table = new int[rows.Length, rows[0].Length];
        for (var i = 0; i < table.Length; i++)
        {
            table[i / rows[0].Length, i % rows[0].Length] = rows[i / rows[0].Length][i % rows[0].Length];
        }

        Assert.Contains(
            expected,
            Assert.Throws<ArgumentException>(() => FiniteGroup.FromTable(table)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Light's test finds one wrong intercalate among the 14,400 products of S5.</summary>
    [Fact]
    public void FromTable_OfAGroupWithFourEntriesExchanged_NamesATripleThatDisagrees()
    {
        var group = PermutationGroups.Symmetric(5, PermutationNumbering.Lexicographic);
        var table = Table(120, group.Product);
        // Rows a and a·t, columns b and t·b, for t of order 2, hold two products crosswise.
        var t = Enumerable.Range(1, 119).First(g => group.OrderOf(g) == 2);
        var (a, b) = (50, 77);
        foreach (var row in new[] { a, group.Product(a, t) })
        {
            (table[row, b], table[row, group.Product(t, b)]) = (table[row, group.Product(t, b)], table[row, b]);
        }

        var error = Assert.Throws<ArgumentException>(() => FiniteGroup.FromTable(table));
        Assert.Contains("expected (x·y)·z = x·(y·z) throughout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteGroups.Cyclic(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteGroups.Dihedral(505));
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationGroups.Symmetric(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteGroups.Affine(97));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteGroups.Product(FiniteGroups.Cyclic(32), FiniteGroups.Cyclic(32)));
        Assert.Throws<ArgumentException>(() => FiniteGroup.FromTable(new int[,] { { 0 } }, names: ["a", "b"]));
    }

    private static int[,] Table(int order, Func<int, int, int> product)
    {
        var table = new int[order, order];
        for (var pair = 0; pair < table.Length; pair++)
        {
            table[pair / order, pair % order] = product(pair / order, pair % order);
        }
        return table;
    }
}
