using System.Diagnostics.CodeAnalysis;

namespace Grokking.Training;

/// <summary>What a file may claim about a tensor before anything is allocated for it.</summary>
internal static class TensorLimits
{
    /// <summary>More axes than any network of this field has.</summary>
    public const int MaxRank = 16;

    /// <summary>Checks sizes that a file states, each at least 0, and makes a shape of them.</summary>
    /// <returns>False, with the problem in words, when the rank or the element count is too large.</returns>
    public static bool TryShape(ReadOnlySpan<long> sizes, out Shape shape, [NotNullWhen(false)] out string? problem)
    {
        shape = default;
        problem = sizes.Length > MaxRank ? $"expected at most {MaxRank} axes, got {sizes.Length}" : TooMany(sizes);
        if (problem is not null)
        {
            return false;
        }
        shape = new Shape(Array.ConvertAll(sizes.ToArray(), size => (int)size));
        return true;
    }

    /// <summary>Every partial product counts, for [2³¹-1, 2³¹-1, 0] holds nothing and still overflows on the way.</summary>
    private static string? TooMany(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            // Both factors are below 2^31 where the product is formed.
            if (size > Array.MaxLength || (count *= size) > Array.MaxLength)
            {
                return $"shape [{string.Join(", ", sizes.ToArray())}] has more elements than the {Array.MaxLength} that are read";
            }
        }
        return null;
    }
}
