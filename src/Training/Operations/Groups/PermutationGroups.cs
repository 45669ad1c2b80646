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
