using System.Runtime.InteropServices;

namespace Grokking.Training;

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
