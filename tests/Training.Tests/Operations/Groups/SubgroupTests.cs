namespace Grokking.Training.Tests;

public sealed class SubgroupTests
{
    /// <summary>Number of classes of conjugate subgroups, of subgroups and of normal subgroups, from the tables of
    /// marks.</summary>
    [Theory]
    [InlineData("S3", 4, 6, 3)]
    [InlineData("S4", 11, 30, 4)]
    [InlineData("A4", 5, 10, 3)]
    [InlineData("A5", 9, 59, 2)]
    [InlineData("S5", 19, 156, 3)]
    [InlineData("A6", 22, 501, 2)]
    [InlineData("S6", 56, 1455, 3)]
    public void Subgroups_OfPermutations_AreAsManyAsKnown(string name, int classes, int all, int normal)
    {
        var points = name[1] - '0';
        var group = name[0] == 'S' ? PermutationGroups.Symmetric(points) : PermutationGroups.Alternating(points);

        Assert.Equal((classes, all), (group.Subgroups.Classes.Count, group.Subgroups.All.Count));
        Assert.Equal(normal, group.NormalSubgroups.Count);
    }

    /// <summary>D_m has σ(m) + τ(m) subgroups, C_n τ(n).</summary>
    [Fact]
    public void Subgroups_OfPolygonsAndCycles_AreAsManyAsTheirDivisorsSay()
    {
        Assert.Equal(1 + 2 + 3 + 4 + 6 + 12 + 6, FiniteGroups.Dihedral(12).Subgroups.All.Count);
        Assert.Equal(1 + 59 + 2, FiniteGroups.Dihedral(59).Subgroups.All.Count);
        Assert.Equal(6, FiniteGroups.Cyclic(12).Subgroups.All.Count);
        Assert.Equal(2, FiniteGroups.Cyclic(1009).Subgroups.All.Count);
        Assert.Equal(6, FiniteGroups.Quaternions().Subgroups.All.Count);
    }

    [Fact]
    public void Classes_HoldConjugates_AndTheNormalOnesStandAlone()
    {
        var group = PermutationGroups.Symmetric(4);
        foreach (var members in group.Subgroups.Classes)
        {
            Assert.Equal(members.Count == 1, members[0].IsNormal);
            Assert.All(members, member => Assert.Contains(member, Enumerable.Range(0, 24).Select(members[0].Conjugate)));
        }
        Assert.Equal(group.Subgroups.All.Where(subgroup => subgroup.IsNormal), group.NormalSubgroups);
        Assert.Equal([1, 24], [group.Subgroups.All[0].Order, group.Subgroups.All[^1].Order]);
    }

    [Fact]
    public void Cosets_ArePartsOfOneSize_OnTheirSide()
    {
        var group = PermutationGroups.Symmetric(4);
        foreach (var subgroup in group.Subgroups.All)
        {
            var (left, right) = (subgroup.LeftCosets(), subgroup.RightCosets());
            Assert.All(left.CountBy(coset => coset), coset => Assert.Equal(subgroup.Order, coset.Value));
            Assert.Equal(subgroup.Index, right.Distinct().Count());
            Assert.Equal(subgroup.IsNormal, left.SequenceEqual(right));
            foreach (var h in subgroup.Elements)
            {
                Assert.Equal(left[7], left[group.Product(7, h)]);
                Assert.Equal(right[7], right[group.Product(h, 7)]);
            }
        }
    }

    [Fact]
    public void Quotients_AreGroups_AndTheirMapsHomomorphisms()
    {
        var group = PermutationGroups.Symmetric(4);
        foreach (var kernel in group.NormalSubgroups)
        {
            var quotient = kernel.Quotient();
            Assert.Equal(kernel.Index, quotient.Group.Order);
            Assert.Equal(kernel.Elements, Enumerable.Range(0, 24).Where(g => quotient.Map[g] == quotient.Group.Identity));
            for (var pair = 0; pair < 24 * 24; pair++)
            {
                var (a, b) = (pair / 24, pair % 24);
                Assert.Equal(quotient.Map[group.Product(a, b)], quotient.Group.Product(quotient.Map[a], quotient.Map[b]));
            }
        }
    }

    [Fact]
    public void Quotient_OfASubgroupThatIsNotNormal_SaysSo()
    {
        var group = PermutationGroups.Symmetric(3);
        var swap = group.Generate(Enumerable.Range(0, 6).First(g => group.OrderOf(g) == 2));

        Assert.Contains(
            "is not normal",
            Assert.Throws<InvalidOperationException>(() => swap.Quotient()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_IsTheSmallestSubgroup()
    {
        var group = PermutationGroups.Symmetric(5);
        var named = Enumerable.Range(0, 120).ToDictionary(group.NameOf);

        var subgroup = group.Generate(named["(0 1 2)"], named["(0 1)"]);
        Assert.Equal(6, subgroup.Order);
        Assert.True(subgroup.Contains(named["(1 2)"]));
        Assert.True(subgroup.IsWithin(group.Generate(named["(0 1 2 3)"], named["(0 1)"])));
        Assert.Equal(1, group.Generate().Order);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Generate(120));
    }

    [Fact]
    public void Subgroups_OfTooMany_SaySo()
    {
        var group = Enumerable.Repeat(FiniteGroups.Cyclic(2), 7).Aggregate(FiniteGroups.Product);

        Assert.Contains(
            "has more than 10000 subgroups",
            Assert.Throws<InvalidOperationException>(() => group.Subgroups).Message,
            StringComparison.Ordinal);
    }
}
