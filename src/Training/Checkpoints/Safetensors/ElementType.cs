using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Grokking.Training;

/// <summary>The number types that checkpoint files store; all are converted to float32 when read.</summary>
internal enum ElementType
{
    /// <summary>IEEE 754 single precision, kept bit for bit.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, rounded; beyond the range of float32 it becomes infinite.</summary>
    Float64,

    /// <summary>IEEE 754 half precision, converted exactly.</summary>
    Float16,

    /// <summary>The upper half of a float32, converted exactly.</summary>
    BFloat16,

    /// <summary>64-bit signed integer, rounded beyond 2²⁴.</summary>
    Int64,

    /// <summary>32-bit signed integer, rounded beyond 2²⁴.</summary>
    Int32,

    /// <summary>16-bit signed integer, converted exactly.</summary>
    Int16,

    /// <summary>8-bit signed integer, converted exactly.</summary>
    Int8,

    /// <summary>8-bit unsigned integer, converted exactly.</summary>
    UInt8,

    /// <summary>One byte, 0 for false: becomes 0 or 1.</summary>
    Bool,
}

/// <summary>How one number type is stored and called: the one table behind both checkpoint formats.</summary>
/// <param name="Type">The number type.</param>
/// <param name="Size">Bytes an element.</param>
/// <param name="Safetensors">Its <c>dtype</c> in a safetensors header.</param>
/// <param name="Torch">Its PyTorch dtype, without <c>torch.</c></param>
/// <param name="TorchStorage">The PyTorch storage class that holds it, without <c>torch.</c></param>
internal sealed record ElementFormat(ElementType Type, int Size, string Safetensors, string Torch, string TorchStorage)
{
    public static readonly ElementFormat[] All =
    [
        new(ElementType.Float32, 4, "F32", "float32", "FloatStorage"),
        new(ElementType.Float64, 8, "F64", "float64", "DoubleStorage"),
        new(ElementType.Float16, 2, "F16", "float16", "HalfStorage"),
        new(ElementType.BFloat16, 2, "BF16", "bfloat16", "BFloat16Storage"),
        new(ElementType.Int64, 8, "I64", "int64", "LongStorage"),
        new(ElementType.Int32, 4, "I32", "int32", "IntStorage"),
        new(ElementType.Int16, 2, "I16", "int16", "ShortStorage"),
        new(ElementType.Int8, 1, "I8", "int8", "CharStorage"),
        new(ElementType.UInt8, 1, "U8", "uint8", "ByteStorage"),
        new(ElementType.Bool, 1, "BOOL", "bool", "BoolStorage"),
    ];

    public static ElementFormat Of(ElementType type) => Array.Find(All, format => format.Type == type)!;
}

/// <summary>Reads little-endian numbers of any stored type as float32.</summary>
internal static class ElementReader
{
    /// <summary>Bytes read at a time: a multiple of every element size, large enough that the calls cost nothing, and small
    /// enough that whoever looks at them next finds them in the cache.</summary>
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

/// <summary>What a file may claim about a tensor before anything is allocated for it.</summary>
internal static class TensorLimits
{
    /// <summary>More axes than any network of this field has.</summary>
    public const int MaxRank = 16;

    /// <summary>Checks sizes that a file states, each at least 0, and makes a shape of them.</summary>
    /// <returns>False, with the problem in words, when the rank or the element count is too large.</returns>
    public static bool TryShape(ReadOnlySpan<long> sizes, out Shape shape, [NotNullWhen(false)] out string? problem)
    {
        shape = default;
        problem = sizes.Length > MaxRank ? $"expected at most {MaxRank} axes, got {sizes.Length}" : TooMany(sizes);
        if (problem is not null)
        {
            return false;
        }
        shape = new Shape(Array.ConvertAll(sizes.ToArray(), size => (int)size));
        return true;
    }

    /// <summary>Every partial product counts, for [2³¹-1, 2³¹-1, 0] holds nothing and still overflows on the way.</summary>
    private static string? TooMany(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (var size in sizes)
        {
            // Both factors are below 2^31 where the product is formed.
            if (size > Array.MaxLength || (count *= size) > Array.MaxLength)
            {
                return $"shape [{string.Join(", ", sizes.ToArray())}] has more elements than the {Array.MaxLength} that are read";
            }
        }
        return null;
    }
}
