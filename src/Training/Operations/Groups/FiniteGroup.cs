namespace Grokking.Training;

/// <summary>
/// A finite group by its multiplication table, its elements numbered 0..n−1. What follows from the table is found on first use.
/// Immutable; safe for concurrent use.
/// </summary>
public sealed class FiniteGroup
{
    /// <summary>Most elements that a group here may have: a table and its pairs must stay countable.</summary>
    public const int LargestOrder = 1009;

    private readonly int[] table;
    private readonly int[] inverses;
    private readonly string[] names;
    private readonly Lazy<ConjugacyClasses> classes;
    private readonly Lazy<SubgroupClasses> subgroups;
    private readonly Lazy<IReadOnlyList<Subgroup>> normalSubgroups;

    /// <summary>A group whose table is known to be one.</summary>
    internal FiniteGroup(
        string name, int[] table, string[] names, GroupFamily family, IReadOnlyList<Permutation>? permutations = null)
    {
        (Name, Family, Permutations, Order) = (name, family, permutations, names.Length);
        this.table = table;
        this.names = names;
        Identity = Enumerable.Range(0, Order).First(a => Product(a, a) == a);
        inverses = new int[Order];
        for (var a = 0; a < Order; a++)
        {
            inverses[a] = Row(a).IndexOf(Identity);
        }
        classes = new(() => ConjugacyClasses.Of(this));
        subgroups = new(() => SubgroupClasses.Of(this));
        normalSubgroups = new(() => SubgroupClasses.Normal(this));
    }

    /// <summary>A group of one's own, from its table.</summary>
    /// <param name="table">[n, n]: the number of the product of row and column, each 0..n−1.</param>
    /// <param name="name">What the group is called.</param>
    /// <param name="names">What its elements are called, [n]; null for their numbers.</param>
    /// <exception cref="ArgumentException">The table is no group: the message names the entry, the element without an inverse or
    /// the three elements whose product depends on the brackets.</exception>
    public static FiniteGroup FromTable(int[,] table, string name = "group", IReadOnlyList<string>? names = null)
    {
        var flat = GroupTable.Checked(table);
        var order = table.GetLength(0);
        Require.That(names is null || names.Count == order, $"expected {order} names, got {names?.Count}.", nameof(names));
        return new FiniteGroup(name, flat, names is null ? GroupTable.Numbers(order) : [.. names], new GroupFamily.Other());
    }

    /// <summary>What it is called: <c>S5</c>, <c>C113</c>.</summary>
    public string Name { get; }

    /// <summary>The family that it was built from, which names its representations.</summary>
    public GroupFamily Family { get; }

    /// <summary>Number n of elements.</summary>
    public int Order { get; }

    /// <summary>The number of the neutral element; not always 0.</summary>
    public int Identity { get; }

    /// <summary>The elements as permutations, [n]; null where the group was not built from permutations.</summary>
    public IReadOnlyList<Permutation>? Permutations { get; }

    /// <summary>The product a·b.</summary>
    /// <param name="a">Left factor, 0..n−1.</param>
    /// <param name="b">Right factor, 0..n−1.</param>
    public int Product(int a, int b) => table[a * Order + b];

    /// <summary>The products a·b of one left factor with every b, [n].</summary>
    /// <param name="a">Left factor, 0..n−1.</param>
    public ReadOnlySpan<int> Row(int a) => table.AsSpan(a * Order, Order);

    /// <summary>The element that makes a·b neutral.</summary>
    /// <param name="a">An element, 0..n−1.</param>
    public int Inverse(int a) => inverses[a];

    /// <summary>g⁻¹·a·g.</summary>
    /// <param name="a">The element that is conjugated, 0..n−1.</param>
    /// <param name="g">The element that conjugates, 0..n−1.</param>
    public int Conjugate(int a, int g) => Product(Product(inverses[g], a), g);

    /// <summary>a·a·…, <paramref name="exponent"/> times; the neutral element for 0.</summary>
    /// <param name="a">An element, 0..n−1.</param>
    /// <param name="exponent">How often, 0 or more.</param>
    public int Power(int a, int exponent)
    {
        var power = Identity;
        for (var i = Require.AtLeast(exponent, 0) % Order; i > 0; i--)
        {
            power = Product(power, a);
        }
        return power;
    }

    /// <summary>The smallest k ≥ 1 whose power of a is neutral.</summary>
    /// <param name="a">An element, 0..n−1.</param>
    public int OrderOf(int a)
    {
        var order = 1;
        for (var power = a; power != Identity; power = Product(power, a))
        {
            order++;
        }
        return order;
    }

    /// <summary>What an element is called: <c>(0 1 2)(3 4)</c>, <c>r^2s</c>, <c>17</c>.</summary>
    /// <param name="a">An element, 0..n−1.</param>
    public string NameOf(int a) => names[a];

    /// <summary>Whether a·b = b·a throughout.</summary>
    public bool IsAbelian => Classes.Count == Order;

    /// <summary>The classes of elements that are conjugate to each other.</summary>
    public ConjugacyClasses Classes => classes.Value;

    /// <summary>All subgroups, up to conjugacy and all.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="SubgroupClasses.Most"/>.</exception>
    public SubgroupClasses Subgroups => subgroups.Value;

    /// <summary>The normal subgroups, the trivial one and the group itself included, by order.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="SubgroupClasses.Most"/>.</exception>
    public IReadOnlyList<Subgroup> NormalSubgroups => normalSubgroups.Value;

    /// <summary>The elements that commute with all.</summary>
    public Subgroup Centre => Generate([.. Classes.All.Where(members => members.Count == 1).Select(members => members[0])]);

    /// <summary>The smallest normal subgroup with an abelian quotient: generated by all a⁻¹·b⁻¹·a·b.</summary>
    public Subgroup CommutatorSubgroup
    {
        get
        {
            var found = new bool[Order];
            for (var a = 0; a < Order; a++)
            {
                for (var b = 0; b < Order; b++)
                {
                    found[Product(inverses[a], Conjugate(a, b))] = true;
                }
            }
            return Generate([.. Enumerable.Range(0, Order).Where(a => found[a])]);
        }
    }

    /// <summary>The smallest subgroup that holds the given elements.</summary>
    /// <param name="elements">Elements, each 0..n−1; none gives the trivial subgroup.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public Subgroup Generate(params IReadOnlyList<int> elements) => Subgroup.Generate(this, elements);

    /// <summary>The homomorphisms onto {1, −1}, one for each subgroup of index 2: the sign of permutations, the reflections of a
    /// dihedral group.</summary>
    /// <returns>The value ±1 of each element, [n], of each such map.</returns>
    public IReadOnlyList<IReadOnlyList<int>> SignMaps() =>
    [
        .. NormalSubgroups.Where(kernel => kernel.Index == 2)
            .Select(kernel => (int[])[.. Enumerable.Range(0, Order).Select(a => kernel.Contains(a) ? 1 : -1)]),
    ];

    /// <summary>The name and the order, for a debugger and a failing test.</summary>
    public override string ToString() => $"{Name}, order {Order}";
}

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
