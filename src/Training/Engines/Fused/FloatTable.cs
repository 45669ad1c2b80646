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
            System.Runtime.InteropServices.NativeMemory.Clear(Data, count * sizeof(float));
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
