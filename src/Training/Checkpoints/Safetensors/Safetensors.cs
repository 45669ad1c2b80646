using System.Buffers.Binary;

namespace Grokking.Training;

/// <summary>
/// The safetensors format: an eight-byte little-endian header length, a JSON header, then the numbers, row-major and
/// little-endian. Non-finite numbers are read and written as they are: whoever uses the weights reports them.
/// </summary>
public static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>Numbers written at a time.</summary>
    private const int ChunkFloats = 1 << 14;

    /// <summary>Reads a file: all tensors as float32 in the order of the header, and the header's text metadata.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another format: the message names the path, the tensor
    /// and what is wrong.</exception>
    public static NamedTensors Read(string path)
    {
        using var stream = InputFile.Open(path, buffer: 0);
        return Read(stream, path);
    }

    /// <summary>Reads from a stream's position to its end, which stays open.</summary>
    /// <param name="stream">A stream that can seek, for its length bounds what the header may claim.</param>
    /// <param name="nameForErrors">The path or name that error messages begin with.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">The content is damaged or of another format.</exception>
    public static NamedTensors Read(Stream stream, string nameForErrors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Require.That(stream.CanSeek, "expected a stream that can seek.", nameof(stream));
        try
        {
            return ReadChecked(stream, nameForErrors);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException($"{nameForErrors}: the file ends early; it was cut while it was read.", error);
        }
    }

    /// <summary>The number types of a file's tensors in the format's words, such as F32: reading converts all of them to
    /// float32.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The header is damaged or of another format.</exception>
    public static IReadOnlyDictionary<string, string> ReadTypes(string path)
    {
        using var stream = InputFile.Open(path);
        return ReadEntries(stream, path, out _).ToDictionary(entry => entry.Name, entry => entry.Format.Safetensors);
    }

    /// <summary>Writes float32 tensors in their given order; the metadata is sorted by key, so that the same content gives the
    /// same bytes. The file is replaced as a whole, see <see cref="AtomicFile"/>.</summary>
    /// <exception cref="ArgumentException">A tensor is called <c>__metadata__</c>, or the header would exceed 100 MB.</exception>
    /// <exception cref="IOException">The file cannot be written, for example on a full disk.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, NamedTensors content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var header = SafetensorsHeader.Compose(content);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var tensor in content.Tensors.Values)
            {
                WriteNumbers(stream, tensor.Span);
            }
        });
    }

    private static NamedTensors ReadChecked(Stream stream, string name)
    {
        var entries = ReadEntries(stream, name, out var metadata);
        var start = stream.Position;
        var tensors = new OrderedDictionary<string, Tensor>(entries.Count);
        foreach (var entry in entries)
        {
            var tensor = new Tensor(entry.Shape);
            stream.Position = start + entry.Begin;
            ElementReader.Fill(stream, entry.Format, tensor.Span);
            tensors.Add(entry.Name, tensor);
        }
        return new NamedTensors(tensors, metadata);
    }

    /// <summary>Reads the header; the stream is then at the data.</summary>
    private static List<SafetensorsEntry> ReadEntries(
        Stream stream, string name, out IReadOnlyDictionary<string, string> metadata)
    {
        var available = stream.Length - stream.Position;
        var budget = new ReadBudget(name, available);
        var header = ReadHeader(stream, available, name, budget);
        return SafetensorsHeader.Parse(header, available - LengthBytes - header.Length, name, budget, out metadata);
    }

    private static byte[] ReadHeader(Stream stream, long available, string name, ReadBudget budget)
    {
        if (available < LengthBytes)
        {
            throw new InvalidDataException($"{name}: expected a safetensors header, got a file of {available} bytes.");
        }
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > SafetensorsHeader.MaxBytes || length > (ulong)(available - LengthBytes))
        {
            throw new InvalidDataException($"{name}: no safetensors file, or a damaged one: the first 8 bytes claim a header of "
                + $"{length} bytes; {available - LengthBytes} follow, and at most {SafetensorsHeader.MaxBytes} are allowed.");
        }
        budget.Charge((long)length);
        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    private static void WriteNumbers(Stream stream, ReadOnlySpan<float> values)
    {
        var bytes = new byte[Math.Min(values.Length, ChunkFloats) * sizeof(float)];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, ChunkFloats);
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
            }
            stream.Write(bytes, 0, count * sizeof(float));
            values = values[count..];
        }
    }
}
