using System.Globalization;
using System.Text;

namespace Grokking.Training;

/// <summary>How the elements of a group of permutations are numbered.</summary>
public enum PermutationNumbering
{
    /// <summary>
    /// The order of sympy, which Chughtai, Chan and Nanda (2023) use: an element is u_0[d_0] ∘ u_1[d_1] ∘ … with the last applied
    /// first, one u from each level of a stabiliser chain, and the digits d make its number, d_0 the fastest.
    /// </summary>
    StabiliserChain,

    /// <summary>The one-line forms in lexicographic order, as Power et al. (2022) number S5; the neutral element is 0.</summary>
    Lexicographic,
}

/// <summary>Makes the symmetric and alternating groups of few points. The product a·b applies a first in either
/// numbering.</summary>
public static class PermutationGroups
{
    // The permutations of each level of the chain, by the images of 0, 1, 2, … S5, S6 and A5 are those of the published networks.
    private static readonly Dictionary<int, string[]> SymmetricLevels = new()
    {
        [2] = ["01 10"],
        [3] = ["012 120 201", "012 021"],
        [4] = ["0123 1230 2301 3120", "0123 0231 0312", "0123 0132"],
        [5] = ["01234 12340 23401 34012 41230", "01234 02143 03412 04123", "01423 01234 01243", "01234 01432"],
        [6] =
        [
            "012345 123450 234501 345012 451230 512340", "012345 021354 031254 045123 051234", "013524 012534 012345 012354",
            "012345 013542 015243", "012345 012543",
        ],
    };

    private static readonly Dictionary<int, string[]> AlternatingLevels = new()
    {
        [3] = ["012 120 201"],
        [4] = ["0123 1203 2013 3021", "0123 0231 0312"],
        [5] = ["01234 12340 23401 34012 42130", "01234 02143 03124 04213", "01234 01342 01423"],
        [6] =
        [
            "012345 120345 201345 302451 401235 502341", "012345 023451 034512 042351 053412", "012345 013425 014235 015324",
            "012345 012453 012534",
        ],
    };

    /// <summary>All permutations of m points.</summary>
    /// <param name="points">m, 2 to 6.</param>
    /// <param name="numbering">How they are numbered.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is out of range.</exception>
    public static FiniteGroup Symmetric(int points, PermutationNumbering numbering = PermutationNumbering.StabiliserChain)
    {
        Require.InRange(points, 2, 6);
        var elements = numbering == PermutationNumbering.StabiliserChain ? FromLevels(SymmetricLevels[points]) : InOrder(points);
        return Create($"S{points}", elements, new GroupFamily.Symmetric(points));
    }

    /// <summary>The even permutations of m points.</summary>
    /// <param name="points">m, 3 to 6.</param>
    /// <param name="numbering">How they are numbered.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is out of range.</exception>
    public static FiniteGroup Alternating(int points, PermutationNumbering numbering = PermutationNumbering.StabiliserChain)
    {
        Require.InRange(points, 3, 6);
        var elements = numbering == PermutationNumbering.StabiliserChain
            ? FromLevels(AlternatingLevels[points])
            : [.. InOrder(points).Where(permutation => permutation.Sign == 1)];
        return Create($"A{points}", elements, new GroupFamily.Alternating(points));
    }

    private static FiniteGroup Create(string name, Permutation[] elements, GroupFamily family)
    {
        var number = elements.Index().ToDictionary(item => item.Item, item => item.Index);
        var table = GroupTable.Of(elements.Length, (a, b) => number[elements[a].Then(elements[b])]);
        return new(name, table, [.. elements.Select(element => element.CycleNotation)], family, elements);
    }

    private static Permutation[] FromLevels(string[] levels)
    {
        Permutation[] elements = [new([.. Enumerable.Range(0, levels[0].IndexOf(' ', StringComparison.Ordinal))])];
        foreach (var level in levels.Reverse())
        {
            Permutation[] choices = [.. level.Split(' ').Select(word => new Permutation([.. word.Select(digit => digit - '0')]))];
            elements = [.. elements.SelectMany(rest => choices.Select(rest.Then))];
        }
        return elements;
    }

    private static Permutation[] InOrder(int points)
    {
        IEnumerable<int[]> forms = [[]];
        for (var i = 0; i < points; i++)
        {
            forms = forms.SelectMany(form => Enumerable.Range(0, points).Except(form).Select(image => (int[])[.. form, image]));
        }
        return [.. forms.Select(form => new Permutation(form))];
    }
}

/// <summary>A permutation of the points 0..m−1. Immutable; equal to another with the same images.</summary>
public sealed class Permutation : IEquatable<Permutation>
{
    private readonly int[] images;

    /// <summary>The permutation that sends i to images[i].</summary>
    /// <param name="images">Each of 0..m−1 once, [m].</param>
    /// <exception cref="ArgumentException">A point is missing.</exception>
    public Permutation(params IReadOnlyList<int> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        this.images = [.. images];
        var isOne = this.images.Order().SequenceEqual(Enumerable.Range(0, images.Count));
        Require.That(isOne, $"expected each of 0 to {images.Count - 1} once, got {string.Join(' ', images)}.", nameof(images));
    }

    /// <summary>The point that each point is sent to, [m].</summary>
    public IReadOnlyList<int> Images => images;

    /// <summary>1 for an even number of exchanges of two points, −1 for an odd one.</summary>
    public int Sign => (images.Length - Cycles().Count()) % 2 == 0 ? 1 : -1;

    /// <summary>The images in a row: <c>20134</c>; points from 10 on are set apart by spaces.</summary>
    public string OneLine => string.Join(images.Length > 10 ? " " : "", images.Select(Text));

    /// <summary>The cycles that move something, each from its smallest point: <c>(0 2 1)(3 4)</c>; <c>()</c> for none.</summary>
    public string CycleNotation
    {
        get
        {
            var text = new StringBuilder();
            foreach (var cycle in Cycles().Where(cycle => cycle.Count > 1))
            {
                text.Append('(').AppendJoin(' ', cycle.Select(Text)).Append(')');
            }
            return text.Length == 0 ? "()" : text.ToString();
        }
    }

    /// <summary>This permutation, then another.</summary>
    /// <param name="next">The permutation that is applied second, of as many points.</param>
    public Permutation Then(Permutation next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new Permutation([.. images.Select(image => next.images[image])]);
    }

    /// <summary>Number of sets of <paramref name="size"/> points that are mapped to themselves.</summary>
    /// <param name="size">1 for points, 2 for pairs, 3 for triples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 1 to 3.</exception>
    public int FixedSets(int size)
    {
        // A set that is mapped to itself is a union of cycles.
        var lengths = Cycles().CountBy(cycle => cycle.Count).ToDictionary();
        int Count(int length) => lengths.GetValueOrDefault(length);
        var (ones, twos) = (Count(1), Count(2));
        return Require.InRange(size, 1, 3) switch
        {
            1 => ones,
            2 => ones * (ones - 1) / 2 + twos,
            _ => ones * (ones - 1) * (ones - 2) / 6 + ones * twos + Count(3),
        };
    }

    /// <inheritdoc/>
    public bool Equals(Permutation? other) => other is not null && other.images.AsSpan().SequenceEqual(images);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Permutation);

    /// <inheritdoc/>
    public override int GetHashCode() => images.Aggregate(0, HashCode.Combine);

    /// <summary>The cycle notation.</summary>
    public override string ToString() => CycleNotation;

    private IEnumerable<List<int>> Cycles()
    {
        var seen = new bool[images.Length];
        for (var start = 0; start < images.Length; start++)
        {
            var cycle = new List<int>();
            for (var point = start; !seen[point]; point = images[point])
            {
                seen[point] = true;
                cycle.Add(point);
            }
            if (cycle.Count > 0)
            {
                yield return cycle;
            }
        }
    }

    private static string Text(int point) => point.ToString(CultureInfo.InvariantCulture);
}
