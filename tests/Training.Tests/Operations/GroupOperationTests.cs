using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class GroupOperationTests
{
    public static TheoryData<string, int> Groups => new()
    {
        { ModularOperation.Addition, 12 },
        { DihedralOperation.OperationId, 10 },
        { DihedralOperation.OperationId, 118 },
        { PermutationOperation.AlternatingId, 60 },
        { PermutationOperation.SymmetricId, 120 },
    };

    [Theory, MemberData(nameof(Groups))]
    public void Answer_IsAGroup(string id, int order)
    {
        var operation = OperationCatalogue.Create(id, order);
        var all = Enumerable.Range(0, order).ToList();

        // Latin square: each element occurs once in each row and column.
        Assert.All(all, a => Assert.Equal(all, all.Select(b => operation.Answer(a, b)).Order()));
        Assert.All(all, b => Assert.Equal(all, all.Select(a => operation.Answer(a, b)).Order()));
        Assert.Single(all, e => all.All(a => operation.Answer(e, a) == a && operation.Answer(a, e) == a));
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var (a, b, c) = (random.Next(order), random.Next(order), random.Next(order));
            Assert.Equal(operation.Answer(operation.Answer(a, b), c), operation.Answer(a, operation.Answer(b, c)));
        }
    }

    /// <summary>Identities of sympy's order, quoted from the published groups: A5 0, S5 20.</summary>
    [Theory]
    [InlineData(PermutationOperation.AlternatingId, 60, 0)]
    [InlineData(PermutationOperation.SymmetricId, 120, 20)]
    [InlineData(DihedralOperation.OperationId, 118, 0)]
    public void Identity_HasItsPublishedNumber(string id, int order, int identity)
    {
        var operation = OperationCatalogue.Create(id, order);

        Assert.All(Enumerable.Range(0, order), a => Assert.Equal(a, operation.Answer(identity, a)));
    }

    [Theory]
    [InlineData("A5", PermutationOperation.AlternatingId)]
    [InlineData("S5", PermutationOperation.SymmetricId)]
    [InlineData("S6", PermutationOperation.SymmetricId)]
    public void Answer_OfPermutations_ComposesThePublishedElements(string group, string id)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", "_elements.json")));
        var elements = file.RootElement.GetProperty(group).EnumerateArray()
            .Select(element => element.EnumerateArray().Select(image => image.GetInt32()).ToArray()).ToList();
        var operation = OperationCatalogue.Create(id, elements.Count);
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var (a, b) = (random.Next(elements.Count), random.Next(elements.Count));
            Assert.Equal(elements[a].Select(image => elements[b][image]), elements[operation.Answer(a, b)]);
        }
    }

    [Theory]
    [InlineData(DihedralOperation.OperationId, 59, "expected twice an odd number from 3 for 'dihedral', got 59")]
    [InlineData(PermutationOperation.SymmetricId, 119, "expected 120 or 720 for 'symmetric', got 119")]
    public void Create_OfAnOrderWithoutAGroup_SaysWhichThereAre(string id, int order, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => OperationCatalogue.Create(id, order));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
