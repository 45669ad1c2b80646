using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class GroupOperationTests
{
    public static TheoryData<string, int> Groups => new()
    {
        { ModularOperation.Addition, 12 },
        { GroupOperation.DihedralId, 10 },
        { GroupOperation.DihedralId, 118 },
        { GroupOperation.AlternatingId, 60 },
        { GroupOperation.SymmetricId, 120 },
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
    [InlineData(GroupOperation.AlternatingId, 60, 0)]
    [InlineData(GroupOperation.SymmetricId, 120, 20)]
    [InlineData(GroupOperation.DihedralId, 118, 0)]
    public void Identity_HasItsPublishedNumber(string id, int order, int identity)
    {
        var operation = OperationCatalogue.Create(id, order);

        Assert.All(Enumerable.Range(0, order), a => Assert.Equal(a, operation.Answer(identity, a)));
    }

    [Theory]
    [InlineData("A5", GroupOperation.AlternatingId)]
    [InlineData("S5", GroupOperation.SymmetricId)]
    [InlineData("S6", GroupOperation.SymmetricId)]
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
    [InlineData(GroupOperation.DihedralId, 59, "expected an even number from 6 for 'dihedral', got 59")]
    [InlineData(GroupOperation.SymmetricId, 119, "expected 6 or 24 or 120 or 720 for 'symmetric', got 119")]
    public void Create_OfAnOrderWithoutAGroup_SaysWhichThereAre(string id, int order, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => OperationCatalogue.Create(id, order));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Written out from their code's definition, with permutations as one-line forms in the order of itertools: the left
    /// factor is applied first.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Permutations_AreThoseOfPower(int points)
    {
        var all = OneLineForms(points);
        int Number(IEnumerable<int> form) => all.FindIndex(known => known.SequenceEqual(form));
        var product = Permutations(GroupOperation.PermutationProductId, points);
        var conjugation = Permutations(GroupOperation.PermutationConjugationId, points);
        var aba = Permutations(GroupOperation.PermutationAbaId, points);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var (x, y) = (random.Next(all.Count), random.Next(all.Count));
            var (a, b) = (all[x], all[y]);
            Assert.Equal(Number(a.Select(image => b[image])), product.Answer(x, y));
            Assert.Equal(Number(a.Select(image => Array.IndexOf(a, b[image]))), conjugation.Answer(x, y));
            Assert.Equal(Number(a.Select(image => a[b[image]])), aba.Answer(x, y));
        }
    }

    /// <summary>Each answer of the published operations occurs 120 times.</summary>
    [Theory]
    [InlineData(GroupOperation.PermutationProductId)]
    [InlineData(GroupOperation.PermutationConjugationId)]
    [InlineData(GroupOperation.PermutationAbaId)]
    public void Permutations_OfFivePointsByDefault_AnswerEachAlikeOften(string id)
    {
        var operation = OperationCatalogue.Create(new TaskConfig { Id = id });
        var answers = operation.Pairs.Select(pair => operation.Answer(pair / 120, pair % 120));

        Assert.All(answers.CountBy(answer => answer), count => Assert.Equal(120, count.Value));
        Assert.Equal("(3 4)", operation.NameOf(1));
    }

    [Theory]
    [InlineData("S4", 24, "group S4")]
    [InlineData("D59", 118, "group D59")]
    [InlineData("A5", 60, "group A5")]
    [InlineData("Q8", 8, "group Q8")]
    [InlineData("Aff(11)", 110, "group Aff(11)")]
    [InlineData("S3xC2", 12, "group S3×C2")]
    [InlineData("C13", 13, "cyclic 13")]
    [InlineData("C3 x C5", 15, "cyclic 15")]
    [InlineData("C2xC2", 4, "group C2×C2")]
    public void Group_OfAName_IsTrainedAndRecognised(string name, int order, string algebra)
    {
        var operation = OperationCatalogue.Create(new TaskConfig { Id = GroupOperation.GroupId, Group = name });

        Assert.Equal((order, algebra), (operation.Answers, operation.Algebra.Name));
        Assert.Equal(operation.Algebra.Name.Split(' ')[0] == "group", operation.Algebra is Algebra.Group { IsPlain: true });
    }

    [Theory]
    [InlineData("S7", "points: expected 2 to 6, got 7")]
    [InlineData("Q16", "expected Q8, the quaternions, got 'Q16'")]
    [InlineData("M11", "expected C113, D59, S5, A5, Q8, Aff(11), or several joined by x as in S3xC2, got 'M11'")]
    [InlineData("S5xS5", "order of the product: expected 1 to 1009, got 14400")]
    [InlineData("", "expected C113, D59")]
    public void Group_OfANameThatNoGroupHas_SaysSo(string name, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(
            () => new RunConfig { Task = new TaskConfig { Id = GroupOperation.GroupId, Group = name } }.ThrowIfInvalid());

        Assert.Contains("task.group: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void Permutations_InOrder_BeginWithTheNeutralOne(int points)
    {
        var operation = Permutations(GroupOperation.PermutationProductId, points);

        Assert.Equal(
            Enumerable.Range(0, operation.Answers), Enumerable.Range(0, operation.Answers).Select(a => operation.Answer(0, a)));
    }

    private static BinaryOperation Permutations(string id, int points) =>
        OperationCatalogue.Create(new TaskConfig { Id = id, N = points });

    private static List<int[]> OneLineForms(int points)
    {
        List<int[]> forms = [[]];
        for (var i = 0; i < points; i++)
        {
            forms = [.. forms.SelectMany(form =>
                Enumerable.Range(0, points).Except(form).Select(image => (int[])[.. form, image]))];
        }
        return forms;
    }
}
