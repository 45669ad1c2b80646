using System.Collections.Concurrent;

namespace Grokking.Training;

/// <summary>
/// A group of permutations as Chughtai, Chan and Nanda (2023) number it: in sympy's order. An element is
/// u_0[d_0] ∘ u_1[d_1] ∘ … with the last applied first, one u from each level of a stabiliser chain, and the digits d make its number,
/// d_0 the fastest. The product a·b applies a first.
/// </summary>
/// <param name="P">Order of the group.</param>
public abstract record PermutationTask(int P) : GroupTask(P)
{
    private static readonly ConcurrentDictionary<string, int[,]> Tables = new();

    private int[,] Table => Tables.GetOrAdd($"{Id}-{P}", _ => MultiplicationTable(Levels));

    /// <summary>The permutations of each level, written as digits: the images of 0, 1, 2, …</summary>
    private protected abstract string[] Levels { get; }

    /// <inheritdoc/>
    public sealed override int Answer(int a, int b) => Table[a, b];

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
