namespace Grokking.Training;

/// <summary>An operation on the numbers modulo p: one row of <see cref="All"/> at a modulus.</summary>
public sealed class ModularOperation : BinaryOperation
{
    /// <summary>The id of a + b.</summary>
    public const string Addition = "mod-add";

    private readonly Kind kind;

    private ModularOperation(Kind kind, int p)
        : base(kind.Id, p, p, p)
    {
        this.kind = kind;
        Modulus = p;
    }

    /// <summary>
    /// The operations of Power et al. (2022) and of the code they published: id, formula in x and y, answer. Division is by
    /// multiplication with the inverse, where there is one.
    /// </summary>
    public static IReadOnlyList<Kind> All { get; } =
    [
        new(Addition, "x + y", (p, x, y) => x + y, Form.Sum),
        new("mod-sub", "x − y", (p, x, y) => x - y, Form.Difference),
        new("mod-mul", "x·y", (p, x, y) => x * y, Form.Product),
        new("mod-div", "x/y", (p, x, y) => x * Inverse(y, p), Form.Quotient),
        new("mod-square-add", "x² + y", (p, x, y) => x * x + y),
        new("mod-cube-add", "x³ + y", (p, x, y) => x * x % p * x + y),
        new("mod-squares", "x² + y²", (p, x, y) => x * x + y * y),
        new("mod-quadratic", "x² + xy + y²", (p, x, y) => x * x + x * y + y * y),
        new("mod-quadratic-x", "x² + xy + y² + x", (p, x, y) => x * x + x * y + y * y + x),
        new("mod-cubic", "x³ + xy", (p, x, y) => x * x % p * x + x * y),
        new("mod-cubic-mixed", "x³ + xy² + y", (p, x, y) => x * x % p * x + y * y % p * x + y),
        new("mod-odd-div", "x/y if y is odd, else x − y", (p, x, y) => y % 2 == 1 ? x * Inverse(y, p) : x - y, Form.OddQuotient),
        new("mod-even-add-mul", "x + y if x is even, else x·y", (p, x, y) => x % 2 == 0 ? x + y : x * y),
        new("mod-even-add-sub", "x + y if x is even, else x − y", (p, x, y) => x % 2 == 0 ? x + y : x - y),
    ];

    /// <summary>The form that decides where an operation is defined and which group it is in disguise.</summary>
    internal enum Form
    {
        /// <summary>Defined everywhere, no group.</summary>
        Other,

        /// <summary>Z_p.</summary>
        Sum,

        /// <summary>Z_p with the right operand negated.</summary>
        Difference,

        /// <summary>The units of Z_p.</summary>
        Product,

        /// <summary>The units of Z_p with the right operand inverted.</summary>
        Quotient,

        /// <summary>Undefined where an odd right operand has no inverse.</summary>
        OddQuotient,
    }

    /// <summary>The modulus p.</summary>
    public int Modulus { get; }

    /// <summary>The formula in x and y.</summary>
    public string Formula => kind.Formula;

    /// <inheritdoc/>
    public override string Description => $"{kind.Formula.Replace('x', 'a').Replace('y', 'b')} mod {Modulus}";

    /// <summary>a + b mod p.</summary>
    /// <param name="p">The modulus, 2 to <see cref="BinaryOperation.LargestSize"/>.</param>
    public static ModularOperation Add(int p) => new(All[0], p);

    /// <summary>The operation of an id at a modulus.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range.</exception>
    public static ModularOperation Of(string id, int p)
    {
        var kind = All.FirstOrDefault(kind => kind.Id == id)
            ?? throw new ArgumentException(
                $"operation '{id}' is unknown.{Suggest.Among(id, All.Select(known => known.Id))}", nameof(id));
        return new(kind, Require.InRange(p, 2, LargestSize));
    }

    /// <inheritdoc/>
    public override int Answer(int a, int b) => (kind.Answer(Modulus, a, b) % Modulus + Modulus) % Modulus;

    /// <inheritdoc/>
    public override bool IsDefined(int a, int b) => kind.Form switch
    {
        Form.Quotient => IsUnit(b, Modulus),
        Form.OddQuotient => b % 2 == 0 || IsUnit(b, Modulus),
        _ => true,
    };

    /// <summary>Division is listed by its answer, as Power et al. (2022) build it: (c·b)/b = c.</summary>
    protected override IEnumerable<int> ListPairs() => kind.Form != Form.Quotient
        ? base.ListPairs()
        : from c in Enumerable.Range(
            0, Modulus) from b in Enumerable.Range(0, Modulus) where IsUnit(b, Modulus) select c * b % Modulus * Modulus + b;

    /// <inheritdoc/>
    protected override Algebra FindAlgebra()
    {
        int[] numbers = [.. Enumerable.Range(0, Modulus)];
        int[] negated = [.. numbers.Select(number => (Modulus - number) % Modulus)];
        return kind.Form switch
        {
            Form.Sum => Algebra.Cyclic.Plain(Modulus),
            Form.Difference => new Algebra.Cyclic(Modulus, numbers, negated, numbers, "the right operand b counts as −b"),
            Form.Product or Form.Quotient when Powers() is { } powers => Units(powers),
            _ => Algebra.Nothing,
        };
    }

    /// <summary>The units in the order of their discrete logarithms.</summary>
    private Algebra.Cyclic Units(int[] powers)
    {
        int[] inverted = [powers[0], .. powers.Skip(1).Reverse()];
        var isProduct = kind.Form == Form.Product;
        return new(powers.Length, powers, isProduct ? powers : inverted, powers,
            "numbers count by their logarithm to the base "
                + $"{powers[1]}{(isProduct ? "" : ", that of the right operand negated")}; "
            + (powers.Length == Modulus - 1 ? "0 lies outside the group" : "numbers without an inverse lie outside the group"));
    }

    /// <summary>The powers 1, g, g², … of the smallest primitive root; null where the units are no cyclic group, or one of order
    /// 1.</summary>
    private int[]? Powers()
    {
        var units = Enumerable.Range(1, Modulus - 1).Count(number => IsUnit(number, Modulus));
        var roots = Enumerable.Range(2, Modulus).Where(number => IsUnit(number, Modulus))
            .Select(number => Orbit(number).ToArray()).FirstOrDefault(orbit => orbit.Length == units);
        return units > 1 ? roots : null;
    }

    private IEnumerable<int> Orbit(int generator)
    {
        var power = 1;
        do
        {
            yield return power;
            power = power * generator % Modulus;
        }
        while (power != 1);
    }

    private static bool IsUnit(int number, int p) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(number, p) == 1;

    /// <summary>The inverse of a unit, by the extended Euclidean algorithm.</summary>
    private static int Inverse(int number, int p)
    {
        var (r, next, s, following) = (p, number, 0, 1);
        while (next != 0)
        {
            var quotient = r / next;
            (r, next) = (next, r - quotient * next);
            (s, following) = (following, s - quotient * following);
        }
        return (s % p + p) % p;
    }

    /// <summary>One of the operations, for any modulus.</summary>
    public sealed record Kind
    {
        internal Kind(string id, string formula, Func<int, int, int, int> answer, Form form = Form.Other) =>
            (Id, Formula, Answer, Form) = (id, formula, answer, form);

        /// <summary>Its id.</summary>
        public string Id { get; }

        /// <summary>Its formula in x and y, modulo p.</summary>
        public string Formula { get; }

        internal Func<int, int, int, int> Answer { get; }

        internal Form Form { get; }
    }
}

/// <summary>The structure of an operation, perhaps in disguise: what it is after operands and answers are given other
/// names.</summary>
public abstract record Algebra
{
    private Algebra()
    {
    }

    /// <summary>No structure that a view knows.</summary>
    public static Algebra Nothing { get; } = new None();

    /// <summary>
    /// The structure of a group under other names: addition modulo n where the group is cyclic, none where it has one element,
    /// else the group itself.
    /// </summary>
    /// <param name="isotopy">Which element each operand and answer stands for.</param>
    public static Algebra Of(GroupIsotopy isotopy)
    {
        ArgumentNullException.ThrowIfNull(isotopy);
        return isotopy.Group.Order == 1 ? Nothing : isotopy.ToCyclic() is { } labels ? Cyclic.From(labels) : Group.From(isotopy);
    }

    /// <summary>The structure in a word and its size: <c>cyclic 113</c>, <c>group S5</c>, <c>none</c>.</summary>
    public abstract string Name { get; }

    /// <summary>No structure that a view knows.</summary>
    public sealed record None : Algebra
    {
        /// <inheritdoc/>
        public override string Name => "none";
    }

    /// <summary>
    /// Addition modulo <paramref name="Order"/> after three relabellings: the answer to (Left[i], Right[j]) is
    /// Answer[(i + j) mod Order]. Operands and answers that have no label lie outside the group.
    /// </summary>
    /// <param name="Order">Order n of the group Z_n, 2 or more.</param>
    /// <param name="Left">The left operand of each label, [n], all different.</param>
    /// <param name="Right">The right operand of each label, [n], all different.</param>
    /// <param name="Answer">The answer of each label, [n], all different.</param>
    /// <param name="Words">The relabelling in words, for a report; empty where labels are the operands themselves.</param>
    public sealed record Cyclic(
        int Order, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<int> Answer, string Words = "") : Algebra
    {
        /// <inheritdoc/>
        public override string Name => $"cyclic {Order}";

        /// <summary>Whether every label is the operand or the answer itself: a + b modulo n.</summary>
        public bool IsPlain { get; } = IsIdentity(Left) && IsIdentity(Right) && IsIdentity(Answer);

        /// <summary>Z_n itself.</summary>
        public static Cyclic Plain(int order)
        {
            int[] labels = [.. Enumerable.Range(0, order)];
            return new(order, labels, labels, labels);
        }

        internal static Cyclic From(GroupIsotopy labels)
        {
            var plain = new Cyclic(labels.Group.Order, Operands(labels.Left), Operands(labels.Right), Operands(labels.Answer));
            return plain.IsPlain
                ? plain : plain with { Words = "operands and answers count by labels after which the answer is the sum" };
        }
    }

    /// <summary>
    /// The product in a finite group after three relabellings: the answer to (Left[g], Right[h]) is Answer[g·h]. Operands and
    /// answers that no element stands for lie outside the group.
    /// </summary>
    /// <param name="Structure">The group.</param>
    /// <param name="Left">The left operand of each element, [n], all different.</param>
    /// <param name="Right">The right operand of each element, [n], all different.</param>
    /// <param name="Answer">The answer of each element, [n], all different.</param>
    public sealed record Group(
        FiniteGroup Structure, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<int> Answer) : Algebra
    {
        /// <inheritdoc/>
        public override string Name => $"group {Structure.Name}";

        /// <summary>Whether every element is the operand or the answer itself.</summary>
        public bool IsPlain { get; } = IsIdentity(Left) && IsIdentity(Right) && IsIdentity(Answer);

        internal static Group From(GroupIsotopy labels) =>
            new(labels.Group, Operands(labels.Left), Operands(labels.Right), Operands(labels.Answer));
    }

    private static bool IsIdentity(IReadOnlyList<int> labels) => labels.Index().All(label => label.Index == label.Item);

    // From the element of each operand to the operand of each element.
    private static int[] Operands(IReadOnlyList<int> elements)
    {
        var inside = elements.Index().Where(item => item.Item >= 0);
        return [.. inside.OrderBy(item => item.Item).Select(item => item.Index)];
    }
}
