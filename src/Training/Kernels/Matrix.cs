using System.Diagnostics;

namespace Grokking.Training;

/// <summary>A read-only view of float32 data as [rows, columns], with a stride for each axis.</summary>
internal readonly ref struct Matrix
{
    /// <summary>A dense row-major matrix: exactly the first rows · columns elements of <paramref name="data"/>.</summary>
    public Matrix(ReadOnlySpan<float> data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    /// <summary>A matrix whose element (i, j) is <c>data[i · rowStride + j · columnStride]</c>.</summary>
    public Matrix(ReadOnlySpan<float> data, int rows, int columns, int rowStride, int columnStride = 1)
    {
        Debug.Assert(rows >= 0 && columns >= 0 && rowStride >= 0 && columnStride >= 0, "sizes and strides are not negative");
        Debug.Assert(rows == 0 || columns == 0 || (rows - 1L) * rowStride + (columns - 1L) * columnStride < data.Length,
            "the last element lies inside the data");
        Data = data;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    /// <summary>The elements, from (0, 0) on.</summary>
    public ReadOnlySpan<float> Data { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance in elements from one row to the next.</summary>
    public int RowStride { get; }

    /// <summary>Distance in elements from one column to the next; 1 in a row-major matrix.</summary>
    public int ColumnStride { get; }

    /// <summary>Its first row alone; nothing is copied.</summary>
    public Matrix FirstRow => new(Data, Math.Min(1, Rows), Columns, RowStride, ColumnStride);

    /// <summary>The same data with rows and columns exchanged; nothing is copied.</summary>
    public Matrix Transposed => new(Data, Columns, Rows, ColumnStride, RowStride);
}
