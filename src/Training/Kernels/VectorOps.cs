using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Grokking.Training;

/// <summary>Small helpers over rows of float32 data.</summary>
internal static class VectorOps
{
    // Sums start afresh every so many rows: the rounding error then grows with the number of groups, not of rows.
    private const int RowGroup = 32;

    /// <summary>destination[i] += source[i].</summary>
    public static void Add(Span<float> destination, ReadOnlySpan<float> source)
    {
        Debug.Assert(destination.Length == source.Length, "one length");
        TensorPrimitives.Add(destination, source, destination);
    }

    /// <summary>Adds <paramref name="bias"/>, [columns], to each row of <paramref name="rows"/>, [any, columns].</summary>
    public static void AddRowBias(Span<float> rows, int columns, ReadOnlySpan<float> bias)
    {
        Debug.Assert(bias.Length == columns && (columns == 0 || rows.Length % columns == 0), "whole rows");
        for (var start = 0; start < rows.Length; start += columns)
        {
            Add(rows.Slice(start, columns), bias);
        }
    }

    /// <summary>
    /// sums[j] += the sum of column j of <paramref name="rows"/>, [any, columns]: groups of 32 rows are summed from zero, and
    /// the groups added to the sums, all in order of the rows.
    /// </summary>
    public static void ColumnSums(ReadOnlySpan<float> rows, int columns, Span<float> sums) =>
        ColumnSums(rows, columns, sums, 0, columns);

    /// <summary>As the other overload, for the columns from <paramref name="first"/> to <paramref name="end"/> alone: to the same
    /// bits.</summary>
    public static void ColumnSums(ReadOnlySpan<float> rows, int columns, Span<float> sums, int first, int end)
    {
        Debug.Assert(sums.Length == columns && (columns == 0 || rows.Length % columns == 0), "whole rows");
        Debug.Assert(first >= 0 && first <= end && end <= columns, "columns of the rows");
        for (var start = 0; start < rows.Length; start += RowGroup * columns)
        {
            AddColumns(rows.Slice(start, Math.Min(RowGroup * columns, rows.Length - start)), columns, sums, first, end);
        }
    }

    /// <summary>The sum of squares, in double; its order depends on the length alone.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values) => DoubleSums.SumOfSquares(values, 0);

    // A column takes its terms in the same order whether in a vector or in the tail.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns(ReadOnlySpan<float> rows, int columns, Span<float> sums, int first, int end)
    {
        var j = first;
        for (; j <= end - Vector<float>.Count; j += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            for (var i = j; i < rows.Length; i += columns)
            {
                sum += new Vector<float>(rows[i..]);
            }
            (new Vector<float>(sums[j..]) + sum).CopyTo(sums[j..]);
        }
        for (; j < end; j++)
        {
            var sum = 0f;
            for (var i = j; i < rows.Length; i += columns)
            {
                sum += rows[i];
            }
            sums[j] += sum;
        }
    }
}

/// <summary>
/// Head weights [n_heads, d_model, d_head] as one matrix [d_model, n_heads·d_head] and back, so that all heads are one product.
/// </summary>
internal static class HeadLayout
{
    /// <summary>Copies the weights of all heads side by side.</summary>
    public static void ToMatrix(ReadOnlySpan<float> heads, int nHeads, int dModel, int dHead, Span<float> matrix)
    {
        for (var h = 0; h < nHeads; h++)
        {
            for (var i = 0; i < dModel; i++)
            {
                heads.Slice(((h * dModel) + i) * dHead, dHead).CopyTo(matrix[((i * nHeads * dHead) + (h * dHead))..]);
            }
        }
    }

    /// <summary>Adds a gradient in matrix layout to one in head layout.</summary>
    public static void AddToHeads(ReadOnlySpan<float> matrix, int nHeads, int dModel, int dHead, Span<float> heads)
    {
        for (var h = 0; h < nHeads; h++)
        {
            for (var i = 0; i < dModel; i++)
            {
                VectorOps.Add(
                    heads.Slice(((h * dModel) + i) * dHead, dHead), matrix.Slice((i * nHeads * dHead) + (h * dHead), dHead));
            }
        }
    }
}
