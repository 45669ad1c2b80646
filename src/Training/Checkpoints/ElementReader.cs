using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Grokking.Training;

/// <summary>Reads little-endian numbers of any stored type as float32.</summary>
internal static class ElementReader
{
    /// <summary>Bytes read at a time: a multiple of every element size, large enough that the calls cost nothing, and small enough that
    /// whoever looks at them next finds them in the cache.</summary>
    private const int ChunkBytes = 1 << 18;

    /// <summary>Overwrites <paramref name="destination"/> with the next numbers of <paramref name="source"/>.</summary>
    /// <exception cref="EndOfStreamException">The source ends before that.</exception>
    public static void Fill(Stream source, ElementFormat format, Span<float> destination)
    {
        if (format.Type == ElementType.Float32 && BitConverter.IsLittleEndian)
        {
            FillAsStored(source, destination);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                var count = Math.Min(destination.Length, ChunkBytes / format.Size);
                var bytes = buffer.AsSpan(0, count * format.Size);
                source.ReadExactly(bytes);
                Convert(bytes, format.Type, destination[..count]);
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The type of nearly every checkpoint: its bytes lie in the file as they do in memory.</summary>
    private static void FillAsStored(Stream source, Span<float> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, ChunkBytes / sizeof(float));
            source.ReadExactly(MemoryMarshal.AsBytes(destination[..count]));
            destination = destination[count..];
        }
    }

    private static void Convert(ReadOnlySpan<byte> bytes, ElementType type, Span<float> values)
    {
        switch (type)
        {
            case ElementType.Float32:
                ConvertEach(bytes, 4, values, static b => BinaryPrimitives.ReadSingleLittleEndian(b));
                break;
            case ElementType.Float64:
                ConvertEach(bytes, 8, values, static b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b));
                break;
            case ElementType.Float16:
                ConvertEach(bytes, 2, values, static b => (float)BinaryPrimitives.ReadHalfLittleEndian(b));
                break;
            case ElementType.BFloat16:
                ConvertEach(bytes, 2, values, static b =>
                    BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(b) << 16));
                break;
            case ElementType.Int64:
                ConvertEach(bytes, 8, values, static b => BinaryPrimitives.ReadInt64LittleEndian(b));
                break;
            case ElementType.Int32:
                ConvertEach(bytes, 4, values, static b => BinaryPrimitives.ReadInt32LittleEndian(b));
                break;
            case ElementType.Int16:
                ConvertEach(bytes, 2, values, static b => BinaryPrimitives.ReadInt16LittleEndian(b));
                break;
            case ElementType.Int8:
                ConvertEach(bytes, 1, values, static b => (sbyte)b[0]);
                break;
            case ElementType.UInt8:
                ConvertEach(bytes, 1, values, static b => b[0]);
                break;
            case ElementType.Bool:
                ConvertEach(bytes, 1, values, static b => b[0] == 0 ? 0 : 1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "type: not a stored number type.");
        }
    }

    private static void ConvertEach(ReadOnlySpan<byte> bytes, int size, Span<float> values, Func<ReadOnlySpan<byte>, float> read)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes.Slice(i * size, size));
        }
    }
}
