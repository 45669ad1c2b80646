using System.Numerics.Tensors;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Rows of activations in double, one at a time: a table of all of them would be twice as large as the activations.</summary>
internal static class FloatRows
{
    /// <summary>Copies the first values of a row.</summary>
    /// <param name="rows">[rows, width], or more axes, which make one row together.</param>
    /// <param name="row">Which row.</param>
    /// <param name="target">Overwritten; at most as long as a row.</param>
    public static void Read(Tensor rows, int row, Span<double> target)
    {
        var width = rows.Count / rows.Shape[0];
        TensorPrimitives.ConvertTruncating<float, double>(rows.Span.Slice(row * width, width)[..target.Length], target);
    }
}
