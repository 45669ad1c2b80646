namespace Grokking.Training.Tests;

public sealed class GroupIsotopyTests
{
    private static readonly Dictionary<string, Func<int, int, int, int>> Modular = new()
    {
        ["a + b"] = (p, a, b) => (a + b) % p,
        ["a − b"] = (p, a, b) => (a - b + p) % p,
        ["2a + 3b + 1"] = (p, a, b) => ((2 * a) + (3 * b) + 1) % p,
        ["a·b"] = (p, a, b) => a * b % p,
        ["a/b"] = (p, a, b) => b == 0 ? -1 : a * Inverse(b, p) % p,
    };

    [Theory]
    [InlineData("a + b", 2, 2)]
    [InlineData("a + b", 97, 97)]
    [InlineData("a + b", 1009, 1009)]
    [InlineData("a − b", 113, 113)]
    [InlineData("2a + 3b + 1", 59, 59)]
    [InlineData("a·b", 3, 2)]
    [InlineData("a·b", 97, 96)]
    [InlineData("a·b", 1009, 1008)]
    [InlineData("a/b", 97, 96)]
    public void Find_OfModularOperations_AddsLogarithms(string operation, int p, int order)
    {
        var answers = Table(p, p, (a, b) => Modular[operation](p, a, b));

        var cyclic = GroupIsotopy.Find(answers, out var whyNot)?.ToCyclic();

        Assert.Null(whyNot);
        Assert.NotNull(cyclic);
        Assert.Equal(order, cyclic.Group.Order);
        AssertExplains(cyclic, answers, order * order);
        Assert.Equal(order, cyclic.Left.Where(label => label >= 0).Distinct().Count());
    }

    [Fact]
    public void Find_OfOperationsWithANaturalName_KeepsIt()
    {
        var add = GroupIsotopy.Find(Table(13, 13, (a, b) => Modular["a + b"](13, a, b)), out _)!.ToCyclic()!;
        var subtract = GroupIsotopy.Find(Table(13, 13, (a, b) => Modular["a − b"](13, a, b)), out _)!.ToCyclic()!;
        var divide = GroupIsotopy.Find(Table(13, 13, (a, b) => Modular["a/b"](13, a, b)), out _)!.ToCyclic()!;

        Assert.Equal(Enumerable.Range(0, 13), add.Left);
        Assert.Equal(Enumerable.Range(0, 13), add.Right);
        Assert.Equal(Enumerable.Range(0, 13), subtract.Left);
        Assert.Equal(Enumerable.Range(0, 13).Select(b => (13 - b) % 13), subtract.Right);
        Assert.Equal(-1, divide.Left[0]);
        // 2 is the smallest primitive root of 13; dividing by 2 takes a logarithm off.
        Assert.Equal([0, 1, 2, 11], [divide.Left[1], divide.Left[2], divide.Left[4], divide.Right[2]]);
    }

    [Fact]
    public void Find_OfAGroupInDisguise_GivesTheGroup()
    {
        var group = PermutationGroups.Symmetric(5);
        var random = new Random(3);
        int[] left = Shuffled(), right = Shuffled(), answer = Shuffled();
        var answers = Table(120, 120, (a, b) => answer[group.Product(left[a], right[b])]);

        var isotopy = GroupIsotopy.Find(answers, out _);

        Assert.NotNull(isotopy);
        Assert.Null(isotopy.ToCyclic());
        AssertExplains(isotopy, answers, 14_400);
        Assert.Equal(Sizes(group), Sizes(isotopy.Group));

        static IEnumerable<int> Sizes(FiniteGroup group) => group.Classes.All.Select(members => members.Count).Order();

        int[] Shuffled()
        {
            int[] labels = [.. Enumerable.Range(0, 120)];
            random.Shuffle(labels);
            return labels;
        }
    }

    [Fact]
    public void Find_OfAGroupAsItIs_ChangesNoName()
    {
        var group = PermutationGroups.Symmetric(4);
        var isotopy = GroupIsotopy.Find(Table(24, 24, group.Product), out _)!;

        Assert.Equal(Enumerable.Range(0, 24), isotopy.Left);
        Assert.Equal(Enumerable.Range(0, 24), isotopy.Right);
        Assert.Equal(Enumerable.Range(0, 24), isotopy.Answer);
        Assert.Equal(group.Identity, isotopy.Group.Identity);
    }

    [Theory]
    [InlineData("a² + b²", "has an answer twice")]
    [InlineData("a·b mod 9", "got 8 rows, 8 columns and 9 answers")]
    [InlineData("a + b, one pair open", "some pairs without an answer")]
    [InlineData("no group", "no names of operands and answers make it an associative product")]
    [InlineData("a + b in 3 rows", "got 3 rows, 7 columns and 7 answers")]
    public void Find_OfNoGroup_SaysWhy(string operation, string expected)
    {
        // Each row and column of the last but one holds each answer once, and no renaming makes it Z_5, the only group of that
        // order.
        int[,] loop = { { 0, 1, 2, 3, 4 }, { 1, 0, 3, 4, 2 }, { 2, 4, 0, 1, 3 }, { 3, 2, 4, 0, 1 }, { 4, 3, 1, 2, 0 } };
        var answers = operation switch
        {
            "a² + b²" => Table(7, 7, (a, b) => ((a * a) + (b * b)) % 7),
            "a·b mod 9" => Table(9, 9, (a, b) => a * b % 9),
            "a + b, one pair open" => Table(7, 7, (a, b) => (a, b) == (3, 4) ? -1 : (a + b) % 7),
            "no group" => loop,
            _ => Table(3, 7, (a, b) => (a + b) % 7),
        };

        Assert.Null(GroupIsotopy.Find(answers, out var whyNot));
        Assert.Contains(expected, whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_OfAnswersOutOfRange_SaysSo() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GroupIsotopy.Find(new int[,] { { 0, -2 }, { 1, 0 } }, out _));

    private static void AssertExplains(GroupIsotopy isotopy, int[,] answers, int inside)
    {
        var count = 0;
        for (var a = 0; a < answers.GetLength(0); a++)
        {
            for (var b = 0; b < answers.GetLength(1); b++)
            {
                if (isotopy.Left[a] >= 0 && isotopy.Right[b] >= 0)
                {
                    count += isotopy.Group.Product(isotopy.Left[a], isotopy.Right[b]) == isotopy.Answer[answers[a, b]] ? 1 : 0;
                }
            }
        }
        Assert.Equal(inside, count);
    }

    private static int[,] Table(int left, int right, Func<int, int, int> answer)
    {
        var table = new int[left, right];
        for (var pair = 0; pair < table.Length; pair++)
        {
            table[pair / right, pair % right] = answer(pair / right, pair % right);
        }
        return table;
    }

    private static int Inverse(int a, int p) => Enumerable.Range(1, p - 1).First(b => a * b % p == 1);
}
