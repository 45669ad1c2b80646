namespace Grokking.Training;

/// <summary>The product of two elements of a finite group, numbered 0..n−1.</summary>
public abstract class GroupOperation : BinaryOperation
{
    private protected GroupOperation(string id, int order, string name)
        : base(id, order, order, order)
    {
        Order = order;
        Description = $"a·b in the {name} group of order {order}";
    }

    /// <summary>Order n of the group.</summary>
    public int Order { get; }

    /// <inheritdoc/>
    public override string Description { get; }
}

/// <summary>
/// The dihedral group of order 2m, m odd, as Chughtai, Chan and Nanda (2023) number it: rotations 0..m−1, then reflections.
/// </summary>
public sealed class DihedralOperation : GroupOperation
{
    /// <summary>The id of this operation.</summary>
    public const string OperationId = "dihedral";

    /// <summary>The group of an order.</summary>
    /// <param name="order">Order 2m, m odd and 3 or more.</param>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public DihedralOperation(int order)
        : base(OperationId, order, "dihedral") =>
        Require.That(order >= 6 && order % 4 == 2, $"expected twice an odd number from 3 for '{OperationId}', got {order}.", nameof(order));

    /// <inheritdoc/>
    public override int Answer(int a, int b)
    {
        var m = Order / 2;
        var (reflectsA, rotationA) = (a / m, a % m);
        var (reflectsB, rotationB) = (b / m, b % m);
        var rotation = reflectsA == 0 ? rotationA + rotationB : rotationA - rotationB + m;
        return (rotation % m) + ((reflectsA ^ reflectsB) * m);
    }
}

/// <summary>
/// A group of permutations as Chughtai, Chan and Nanda (2023) number it: in sympy's order. An element is
/// u_0[d_0] ∘ u_1[d_1] ∘ … with the last applied first, one u from each level of a stabiliser chain, and the digits d make its number,
/// d_0 the fastest. The product a·b applies a first.
/// </summary>
public sealed class PermutationOperation : GroupOperation
{
    /// <summary>The id of the symmetric groups.</summary>
    public const string SymmetricId = "symmetric";

    /// <summary>The id of the alternating groups.</summary>
    public const string AlternatingId = "alternating";

    // The permutations of each level, written as digits: the images of 0, 1, 2, …
    private static readonly Dictionary<(string Id, int Order), string[]> Levels = new()
    {
        [(SymmetricId, 120)] = ["01234 12340 23401 34012 41230", "01234 02143 03412 04123", "01423 01234 01243", "01234 01432"],
        [(SymmetricId, 720)] =
        [
            "012345 123450 234501 345012 451230 512340", "012345 021354 031254 045123 051234", "013524 012534 012345 012354",
            "012345 013542 015243", "012345 012543",
        ],
        [(AlternatingId, 60)] = ["01234 12340 23401 34012 42130", "01234 02143 03124 04213", "01234 01342 01423"],
    };

    private readonly Lazy<int[,]> table;

    /// <summary>The group of an id and an order.</summary>
    /// <param name="id"><see cref="SymmetricId"/> or <see cref="AlternatingId"/>.</param>
    /// <param name="order">120 or 720, and 60.</param>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public PermutationOperation(string id, int order)
        : base(id, order, id)
    {
        string[] orders = [.. Levels.Keys.Where(key => key.Id == id).Select(key => $"{key.Order}")];
        Require.That(Levels.ContainsKey((id, order)), $"expected {string.Join(" or ", orders)} for '{id}', got {order}.", nameof(order));
        table = new(() => MultiplicationTable(Levels[(id, order)]));
    }

    /// <inheritdoc/>
    public override int Answer(int a, int b) => table.Value[a, b];

    private static int[,] MultiplicationTable(string[] levels)
    {
        var elements = Elements(levels);
        var index = elements.Select((element, i) => (element, i)).ToDictionary(pair => pair.element, pair => pair.i);
        var table = new int[elements.Count, elements.Count];
        for (var a = 0; a < elements.Count; a++)
        {
            for (var b = 0; b < elements.Count; b++)
            {
                table[a, b] = index[Compose(elements[a], elements[b])];
            }
        }
        return table;
    }

    private static List<string> Elements(string[] levels)
    {
        List<string> elements = [new string([.. Enumerable.Range(0, levels[0].IndexOf(' ', StringComparison.Ordinal)).Select(i => (char)('0' + i))])];
        foreach (var level in levels.Reverse())
        {
            var choices = level.Split(' ');
            elements = [.. elements.SelectMany(rest => choices.Select(choice => Compose(rest, choice)))];
        }
        return elements;
    }

    private static string Compose(string first, string then) => new([.. first.Select(image => then[image - '0'])]);
}
