namespace Grokking.Training;

/// <summary>Tests whether a table is the multiplication table of a group.</summary>
internal static class GroupTable
{
    /// <summary>The names <c>0</c>, <c>1</c>, … of numbered elements.</summary>
    public static string[] Numbers(int order) =>
        [.. Enumerable.Range(0, order).Select(a => a.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The table row by row, [n·n], of a product.</summary>
    public static int[] Of(int order, Func<int, int, int> product)
    {
        var table = new int[order * order];
        for (var pair = 0; pair < table.Length; pair++)
        {
            table[pair] = product(pair / order, pair % order);
        }
        return table;
    }

    /// <summary>A user's table, row by row, after all that a group must have was found in it.</summary>
    /// <exception cref="ArgumentException">It is no group; the message names the elements that show it.</exception>
    public static int[] Checked(int[,] table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var order = table.GetLength(0);
        var columns = table.GetLength(1);
        Require.That(columns == order, $"expected as many columns as rows, got [{order}, {columns}].", nameof(table));
        Require.InRange(order, 1, FiniteGroup.LargestOrder, "order of the group");
        var flat = new int[order * order];
        for (var pair = 0; pair < flat.Length; pair++)
        {
            var (a, b) = (pair / order, pair % order);
            flat[pair] = table[a, b];
            var isElement = flat[pair] >= 0 && flat[pair] < order;
            Require.That(isElement, $"{a}·{b}: expected 0 to {order - 1}, got {flat[pair]}.", nameof(table));
        }
        RequireLaws(flat, order);
        return flat;
    }

    /// <summary>
    /// Three elements with (x·g)·y ≠ x·(g·y), or null. Light's test: the g for which this holds for all x and y are closed under
    /// the product, so that a set that generates the rest is enough; in a group each new generator at least doubles what is
    /// reached, so that log₂ n generators of n² products each do.
    /// </summary>
    /// <param name="table">[n·n].</param>
    /// <param name="identity">The neutral element.</param>
    /// <param name="order">n.</param>
    public static (int X, int G, int Y)? NonAssociative(int[] table, int identity, int order)
    {
        var generators = new List<int>();
        var reached = new bool[order];
        reached[identity] = true;
        for (var g = 0; g < order; g++)
        {
            if (!reached[g])
            {
                if (Disagreement(table, g, order) is { } triple)
                {
                    return triple;
                }
                generators.Add(g);
                Extend(table, generators, reached);
            }
        }
        return null;
    }

    private static void RequireLaws(int[] table, int order)
    {
        var identity = Enumerable.Range(0, order).FirstOrDefault(e => IsIdentity(table, e, order), -1);
        Require.That(identity >= 0, "expected an element e with e·a = a·e = a for every a, found none.", nameof(table));
        int Product(int a, int b) => table[a * order + b];
        for (var a = 0; a < order; a++)
        {
            var hasInverse = Enumerable.Range(0, order).Any(b => Product(a, b) == identity && Product(b, a) == identity);
            Require.That(hasInverse,
                $"expected an inverse of each element, element {a} has none: no b has {a}·b = b·{a} = {identity}.",
                nameof(table));
        }
        if (NonAssociative(table, identity, order) is var (x, y, z))
        {
            throw new ArgumentException($"{nameof(table)}: expected (x·y)·z = x·(y·z) throughout, "
                + $"got ({x}·{y})·{z} = {Product(Product(x, y), z)} but {x}·({y}·{z}) = {Product(x, Product(y, z))}.",
                nameof(table));
        }
    }

    private static bool IsIdentity(int[] table, int e, int order) =>
        Enumerable.Range(0, order).All(a => table[e * order + a] == a && table[a * order + e] == a);

    private static (int X, int G, int Y)? Disagreement(int[] table, int g, int order)
    {
        var fromG = table.AsSpan(g * order, order);
        for (var x = 0; x < order; x++)
        {
            var fromX = table.AsSpan(x * order, order);
            var fromXg = table.AsSpan(fromX[g] * order, order);
            for (var y = 0; y < order; y++)
            {
                if (fromXg[y] != fromX[fromG[y]])
                {
                    return (x, g, y);
                }
            }
        }
        return null;
    }

    // Adds all products of reached elements with the generators.
    private static void Extend(int[] table, List<int> generators, bool[] reached)
    {
        var order = reached.Length;
        var open = new Stack<int>(Enumerable.Range(0, order).Where(a => reached[a]));
        while (open.TryPop(out var a))
        {
            foreach (var g in generators)
            {
                var product = table[a * order + g];
                if (!reached[product])
                {
                    reached[product] = true;
                    open.Push(product);
                }
            }
        }
    }
}
