using System.Globalization;
using System.Text;

namespace Grokking.Training;

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
