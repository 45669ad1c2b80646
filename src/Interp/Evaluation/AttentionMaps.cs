using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Where each head of the last block looks from the last position, as functions of the pair (a, b).</summary>
public sealed class AttentionMaps
{
    private readonly Tensor pattern;
    private readonly int left;
    private readonly int right;

    private AttentionMaps(Tensor pattern, int left, int right) => (this.pattern, this.left, this.right) = (pattern, left, right);

    /// <summary>Number of heads.</summary>
    public int Heads => pattern.Shape[1];

    /// <summary>Number of key positions: 0 is a, 1 is b, 2 is "=" where it is written.</summary>
    public int Keys => pattern.Shape[2];

    /// <summary>The maps of a network on all pairs of <paramref name="left"/> and <paramref name="right"/> operands, row by row;
    /// null without attention, or where the pairs are others.</summary>
    public static AttentionMaps? Of(PairEvaluation pairs, int left, int right)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Activations.Pattern is { } pattern && pairs.Count == left * right
            ? new AttentionMaps(pattern, left, right) : null;
    }

    /// <summary>Attention weight of one head to one key, [left, right] by a and b.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <param name="key">Key position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head or key.</exception>
    public Matrix Map(int head, int key)
    {
        Require.InRange(head, 0, Heads - 1);
        Require.InRange(key, 0, Keys - 1);
        var map = new Matrix(left, right);
        for (var pair = 0; pair < left * right; pair++)
        {
            map.Span[pair] = pattern.Span[(((pair * Heads) + head) * Keys) + key];
        }
        return map;
    }

    /// <summary>Mean attention weight of one head to each key, [key_pos]; sums to 1 for ordinary attention.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public IReadOnlyList<double> Means(int head) =>
        [.. Enumerable.Range(0, Keys).Select(key => TensorPrimitives.Sum<double>(Map(head, key).Span) / (left * right))];
}
