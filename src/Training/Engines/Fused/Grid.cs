using System.Diagnostics;

namespace Grokking.Training;

/// <summary>A view of native float32 memory as [rows, columns], with a stride for each axis. Whoever made the memory keeps it alive.</summary>
internal readonly unsafe struct Grid(float* data, int rows, int columns, int rowStride, int columnStride = 1)
{
    /// <summary>Element (0, 0).</summary>
    public float* Data => data;

    /// <summary>Number of rows.</summary>
    public int Rows => rows;

    /// <summary>Number of columns.</summary>
    public int Columns => columns;

    /// <summary>Distance in elements from one row to the next.</summary>
    public int RowStride => rowStride;

    /// <summary>The same memory with rows and columns exchanged.</summary>
    public Grid Transposed => new(data, columns, rows, columnStride, rowStride);

    /// <summary>Some of the rows.</summary>
    public Grid SliceRows(int first, int count)
    {
        Debug.Assert(first >= 0 && first + count <= rows, "rows of the grid");
        return new(data + ((nint)first * rowStride), count, columns, rowStride, columnStride);
    }

    /// <summary>Some of the columns.</summary>
    public Grid SliceColumns(int first, int count)
    {
        Debug.Assert(first >= 0 && first + count <= columns, "columns of the grid");
        return new(data + ((nint)first * columnStride), rows, count, rowStride, columnStride);
    }

    /// <summary>One row of a row-major grid.</summary>
    public Span<float> Row(int row) => new(data + ((nint)row * rowStride), columns);

    /// <summary>The same view for a <see cref="MatrixProduct"/>.</summary>
    public Matrix Matrix => new(new ReadOnlySpan<float>(data, Length), rows, columns, rowStride, columnStride);

    /// <summary>All memory from the first to the last element.</summary>
    public Span<float> Span => new(data, Length);

    private int Length => rows == 0 || columns == 0 ? 0 : checked(((rows - 1) * rowStride) + ((columns - 1) * columnStride) + 1);
}
