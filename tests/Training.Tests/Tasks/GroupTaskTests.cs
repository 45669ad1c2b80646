using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class GroupTaskTests
{
    public static TheoryData<string, int> Groups => new()
    {
        { ModularAddition.TaskId, 12 },
        { DihedralTask.TaskId, 10 },
        { DihedralTask.TaskId, 118 },
        { AlternatingTask.TaskId, 60 },
        { SymmetricTask.TaskId, 120 },
    };

    [Theory, MemberData(nameof(Groups))]
    public void Answer_IsAGroup(string id, int order)
    {
        var task = TaskCatalogue.Create(id, order);
        var all = Enumerable.Range(0, order).ToList();

        // Latin square: each element occurs once in each row and column.
        Assert.All(all, a => Assert.Equal(all, all.Select(b => task.Answer(a, b)).Order()));
        Assert.All(all, b => Assert.Equal(all, all.Select(a => task.Answer(a, b)).Order()));
        Assert.Single(all, e => all.All(a => task.Answer(e, a) == a && task.Answer(a, e) == a));
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var (a, b, c) = (random.Next(order), random.Next(order), random.Next(order));
            Assert.Equal(task.Answer(task.Answer(a, b), c), task.Answer(a, task.Answer(b, c)));
        }
    }

    /// <summary>Identities of sympy's order, quoted from the published groups: A5 0, S5 20.</summary>
    [Theory]
    [InlineData(AlternatingTask.TaskId, 60, 0)]
    [InlineData(SymmetricTask.TaskId, 120, 20)]
    [InlineData(DihedralTask.TaskId, 118, 0)]
    public void Identity_HasItsPublishedNumber(string id, int order, int identity)
    {
        var task = TaskCatalogue.Create(id, order);

        Assert.All(Enumerable.Range(0, order), a => Assert.Equal(a, task.Answer(identity, a)));
    }

    [Theory]
    [InlineData("A5", AlternatingTask.TaskId)]
    [InlineData("S5", SymmetricTask.TaskId)]
    [InlineData("S6", SymmetricTask.TaskId)]
    public void Answer_OfPermutations_ComposesThePublishedElements(string group, string id)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", "_elements.json")));
        var elements = file.RootElement.GetProperty(group).EnumerateArray()
            .Select(element => element.EnumerateArray().Select(image => image.GetInt32()).ToArray()).ToList();
        var task = TaskCatalogue.Create(id, elements.Count);
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var (a, b) = (random.Next(elements.Count), random.Next(elements.Count));
            Assert.Equal(elements[a].Select(image => elements[b][image]), elements[task.Answer(a, b)]);
        }
    }

    [Theory]
    [InlineData(DihedralTask.TaskId, 59, "expected twice an odd number from 3 for 'dihedral', got 59")]
    [InlineData(SymmetricTask.TaskId, 119, "expected 120 or 720 for 'symmetric', got 119")]
    public void Create_OfAnOrderWithoutAGroup_SaysWhichThereAre(string id, int order, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => TaskCatalogue.Create(id, order));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
