using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Grokking.Training;

/// <summary>
/// Rows of floats in native memory, each as wide as a whole number of vectors. Grows on demand and keeps its size; new
/// memory is zero, so that padding that is never written stays so.
/// </summary>
internal sealed unsafe class FloatTable(int width) : IDisposable
{
    private readonly AlignedBuffer buffer = new();
    private int capacity;

    /// <summary>Elements in a row.</summary>
    public int Width => width;

    /// <summary>Element (0, 0); moves when the table grows.</summary>
    public float* Data { get; private set; }

    /// <summary>Makes room; what the table held is lost when it has to grow.</summary>
    public void Reserve(int rows)
    {
        if (rows > capacity)
        {
            var count = checked((nuint)rows * (nuint)width);
            Data = buffer.Reserve(count);
            NativeMemory.Clear(Data, count * sizeof(float));
            capacity = rows;
        }
    }

    /// <summary>One row.</summary>
    public float* Row(int row) => Data + ((nint)row * width);

    /// <summary>A view of some rows and of the first <paramref name="columns"/> columns.</summary>
    public Grid Rows(int first, int count, int columns) => new(Row(first), count, columns, width);

    /// <summary>A view of some rows.</summary>
    public Grid Rows(int first, int count) => Rows(first, count, width);

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();
}

/// <summary>A view of native float32 memory as [rows, columns], with a stride for each axis. Whoever made the memory keeps it
/// alive.</summary>
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

/// <summary>Native scratch memory for floats, aligned to a cache line; grows on demand and keeps its size.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;
    private float* memory;
    private nuint capacity;

    /// <summary>Frees memory that was not disposed of.</summary>
    ~AlignedBuffer() => Free();

    /// <summary>At least <paramref name="count"/> floats; what they hold is lost when the buffer has to grow.</summary>
    public float* Reserve(nuint count)
    {
        if (count > capacity)
        {
            Free();
            memory = (float*)NativeMemory.AlignedAlloc(checked(count * sizeof(float)), CacheLine);
            capacity = count;
        }
        return memory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        capacity = 0;
    }
}
