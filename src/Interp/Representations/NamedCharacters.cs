using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A character and the name of its representation.</summary>
internal sealed record NamedCharacter(string Name, RealCharacter Character)
{
    public NamedCharacter(string name, IrrepType type, IEnumerable<double> values)
        : this(name, new RealCharacter(type, [.. values]))
    {
    }
}

/// <summary>
/// The characters of a group with their names, those of Chughtai, Chan and Nanda (2023) first and in their order; the others are
/// called after the group, their dimension, and a letter where several have it.
/// </summary>
internal static class NamedCharacters
{
    private const double Same = 1e-9;

    private static readonly double GoldenRatio = (1 + Math.Sqrt(5)) / 2;

    /// <summary>The characters by name, the trivial one first.</summary>
    public static IReadOnlyList<NamedCharacter> Of(FiniteGroup group) => group.Family switch
    {
        GroupFamily.Cyclic(var n) => [.. Cyclic(group, n)],
        GroupFamily.Dihedral(var m) => [.. Dihedral(group, m)],
        GroupFamily.Symmetric(var points) => Match(group, Symmetric(group, points)),
        GroupFamily.Alternating(var points) => Match(group, Alternating(group, points)),
        _ => Match(group, []),
    };

    private static IEnumerable<NamedCharacter> Cyclic(FiniteGroup group, int n)
    {
        yield return Real(group, "trivial", _ => 1);
        if (n % 2 == 0)
        {
            yield return Real(group, "sign", a => a % 2 == 0 ? 1 : -1);
        }
        for (var k = 1; 2 * k < n; k++)
        {
            yield return new($"freq_{k}", IrrepType.Complex, Values(group, a => 2 * RealCharacters.Cosine((long)k * a, n)));
        }
    }

    private static IEnumerable<NamedCharacter> Dihedral(FiniteGroup group, int m)
    {
        yield return Real(group, "trivial", _ => 1);
        yield return Real(group, "sign", a => a < m ? 1 : -1);
        if (m % 2 == 0)
        {
            yield return Real(group, "alternating", a => a % 2 == 0 ? 1 : -1);
            yield return Real(group, "alternating_sign", a => (a % 2 == 0) == (a < m) ? 1 : -1);
        }
        for (var k = 1; 2 * k < m; k++)
        {
            yield return Real(group, $"freq_{k}", a => a < m ? 2 * RealCharacters.Cosine((long)k * a, m) : 0);
        }
    }

    // f_k counts the sets of k points that a permutation maps to themselves.
    private static IEnumerable<(string Name, Func<int, double> Value)> Symmetric(FiniteGroup group, int points)
    {
        var permutations = group.Permutations!;
        double Sign(int g) => permutations[g].Sign;
        double Fixed(int g, int size) => permutations[g].FixedSets(size);
        double Standard(int g) => Fixed(g, 1) - 1;
        double Wedge(int g) => (Math.Pow(Standard(g), 2) - Standard(group.Product(g, g))) / 2;
        yield return ("trivial", _ => 1);
        yield return ("sign", Sign);
        yield return ("standard", Standard);
        yield return ("standard_sign", g => Sign(g) * Standard(g));
        if (points == 5)
        {
            yield return ("s5_5d_a", g => Sign(g) * (Fixed(g, 2) - Fixed(g, 1)));
            yield return ("s5_5d_b", g => Fixed(g, 2) - Fixed(g, 1));
            yield return ("s5_6d", Wedge);
        }
        if (points == 6)
        {
            yield return ("s6_5d_a", g => Fixed(g, 3) - Fixed(g, 2));
            yield return ("s6_5d_b", g => Sign(g) * (Fixed(g, 3) - Fixed(g, 2)));
            yield return ("s6_9d_a", g => Fixed(g, 2) - Fixed(g, 1));
            yield return ("s6_9d_b", g => Sign(g) * (Fixed(g, 2) - Fixed(g, 1)));
            yield return ("s6_10d_a", Wedge);
            yield return ("s6_10d_b", g => Sign(g) * Wedge(g));
        }
    }

    // The published A5 has (1 + √5)/5 for the (1 + √5)/4 of a unit axis, hence no homomorphism; these characters are right.
    private static IEnumerable<(string Name, Func<int, double> Value)> Alternating(FiniteGroup group, int points)
    {
        var permutations = group.Permutations!;
        double Fixed(int g, int size) => permutations[g].FixedSets(size);
        yield return ("trivial", _ => 1);
        yield return ("standard", g => Fixed(g, 1) - 1);
        if (points == 5)
        {
            var cycle = group.Classes.Of(Enumerable.Range(0, group.Order).First(g => group.NameOf(g) == "(0 1 2 3 4)"));
            double Three(int g, double here, double there) => group.OrderOf(g) switch
            {
                1 => 3,
                2 => -1,
                3 => 0,
                _ => group.Classes.Of(g) == cycle ? here : there,
            };
            yield return ("a5_5d_a", g => Fixed(g, 2) - Fixed(g, 1));
            yield return ("a5_3d_a", g => Three(g, GoldenRatio, 1 - GoldenRatio));
            yield return ("a5_3d_b", g => Three(g, 1 - GoldenRatio, GoldenRatio));
        }
    }

    private static NamedCharacter Real(FiniteGroup group, string name, Func<int, double> value) =>
        new(name, IrrepType.Real, Values(group, value));

    private static IEnumerable<double> Values(FiniteGroup group, Func<int, double> value) =>
        group.Classes.All.Select(members => value(members[0]));

    // A name whose character is not irreducible, or has a name already, as the standard representation of S2, is passed over.
    private static IReadOnlyList<NamedCharacter> Match(
        FiniteGroup group, IEnumerable<(string Name, Func<int, double> Value)> names)
    {
        var open = RealCharacters.Of(group).ToList();
        var named = new List<NamedCharacter>();
        foreach (var (name, value) in names)
        {
            double[] values = [.. Values(group, value)];
            if (open.Find(character => Compare(character.Values, values) == 0) is { } found)
            {
                open.Remove(found);
                named.Add(new(name, found));
            }
        }
        return [.. named, .. Rest(group, open)];
    }

    private static IEnumerable<NamedCharacter> Rest(FiniteGroup group, List<RealCharacter> open)
    {
        var prefix = Prefix(group.Name);
        var oneDimensional = open.Count(character => character.Values[0] == 1 && !IsTrivial(character));
        foreach (var alike in open.OrderBy(character => character.Values[0]).GroupBy(character => character.Values[0]))
        {
            RealCharacter[] sorted = [.. alike.Order(Comparer<RealCharacter>.Create((a, b) => Compare(a.Values, b.Values)))];
            var letters = sorted.Count(character => !IsTrivial(character));
            var letter = 0;
            foreach (var character in sorted)
            {
                yield return new(
                    IsTrivial(character) ? "trivial"
                    : alike.Key == 1 && oneDimensional == 1 ? "sign"
                    : $"{prefix}_{alike.Key}d{(letters > 1 ? "_" + Letters(letter++) : "")}",
                    character);
            }
        }
    }

    private static bool IsTrivial(RealCharacter character) => character.Values.All(value => value == 1);

    // Larger values first, class by class, so that the trivial one leads.
    private static int Compare(double[] a, double[] b)
    {
        var differs = Enumerable.Range(0, a.Length).FirstOrDefault(i => Math.Abs(a[i] - b[i]) >= Same, -1);
        return differs < 0 ? 0 : b[differs].CompareTo(a[differs]);
    }

    private static string Letters(int number) => (number < 26 ? "" : Letters(number / 26 - 1)) + (char)('a' + number % 26);

    // A name of lower-case words joined by underscores that starts with a letter: "aff_11", "c2_s3".
    private static string Prefix(string name)
    {
        var words = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' '));
        var joined = string.Join('_', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return joined.Length > 0 && char.IsAsciiLetter(joined[0]) ? joined : "g" + joined;
    }
}
