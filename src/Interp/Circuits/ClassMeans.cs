using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>The part of logits that is the same for every pair.</summary>
internal static class ClassMeans
{
    /// <summary>Subtracts the mean of each class over the pairs, in place.</summary>
    /// <param name="logits">[p², classes]; changed.</param>
    /// <returns>The share of the variance over all entries that the means had, 0 to 1; 0 for constant logits.</returns>
    public static double Remove(Matrix logits)
    {
        var means = logits.ColumnMeans();
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            TensorPrimitives.Subtract(logits.Row(pair), means, logits.Row(pair));
        }
        var rest = TensorPrimitives.SumOfSquares<double>(logits.Span) / logits.Rows;
        TensorPrimitives.Subtract(means, TensorPrimitives.Sum<double>(means) / means.Length, means);
        var removed = TensorPrimitives.SumOfSquares<double>(means);
        return removed > 0 ? removed / (removed + rest) : 0;
    }
}
