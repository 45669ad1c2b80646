using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Where each head of the last block looks from the last position, as functions of the pair (a, b).</summary>
public sealed class AttentionMaps
{
    private readonly Tensor pattern;
    private readonly int p;

    private AttentionMaps(Tensor pattern, int p)
    {
        this.pattern = pattern;
        this.p = p;
    }

    /// <summary>Number of heads.</summary>
    public int Heads => pattern.Shape[1];

    /// <summary>Number of key positions: 0 is a, 1 is b, 2 is "=" where it is written.</summary>
    public int Keys => pattern.Shape[2];

    /// <summary>The maps of a specimen; null without attention.</summary>
    public static AttentionMaps? Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        return specimen.Recording.Pattern is { } pattern ? new AttentionMaps(pattern, specimen.P) : null;
    }

    /// <summary>Attention weight of one head to one key, [p, p] by a and b.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <param name="key">Key position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head or key.</exception>
    public Matrix Map(int head, int key)
    {
        Require.InRange(head, 0, Heads - 1);
        Require.InRange(key, 0, Keys - 1);
        var map = new Matrix(p, p);
        for (var pair = 0; pair < p * p; pair++)
        {
            map.Span[pair] = pattern.Span[(((pair * Heads) + head) * Keys) + key];
        }
        return map;
    }

    /// <summary>Mean attention weight of one head to each key, [key_pos]; sums to 1 for ordinary attention.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public IReadOnlyList<double> Means(int head) =>
        [.. Enumerable.Range(0, Keys).Select(key => TensorPrimitives.Sum<double>(Map(head, key).Span) / (p * p))];
}
