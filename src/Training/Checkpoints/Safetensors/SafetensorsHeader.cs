using System.Buffers.Binary;
using System.Text.Json;

namespace Grokking.Training;

/// <summary>The JSON header of a safetensors file. Every claim that it makes is checked against the length of the data before
/// anything is allocated for it.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The cap of the reference implementation.</summary>
    public const int MaxBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;

    /// <summary>What an entry, its shape and its tensor take beside the header, in bytes.</summary>
    private const int EntryBytes = 700;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 8 };

    /// <summary>The tensors in the header's order, checked to fill the data without holes and overlaps.</summary>
    /// <exception cref="InvalidDataException">The header is no JSON, or claims what cannot be.</exception>
    public static List<SafetensorsEntry> Parse(
        byte[] header, long dataLength, string file, ReadBudget budget, out IReadOnlyDictionary<string, string> metadata)
    {
        JsonInput.Check(header, $"{file}, header", budget);
        try
        {
            using var document = JsonDocument.Parse(header, Shallow);
            return Entries(document.RootElement, dataLength, file, budget, out metadata);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{file}: the safetensors header is damaged: {ForeignText.Show(error.Message, 300)}", error);
        }
    }

    /// <summary>The first bytes of a file: length, header and padding, up to the data.</summary>
    /// <exception cref="ArgumentException">A tensor has the metadata's name, or the header exceeds its cap.</exception>
    public static byte[] Compose(NamedTensors content)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, content.Metadata);
            WriteEntries(json, content.Tensors);
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }
        var bytes = buffer.ToArray();
        var length = bytes.Length - sizeof(ulong);
        Require.That(length <= MaxBytes, $"its header has {length} bytes, at most {MaxBytes} are allowed.", nameof(content));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        return bytes;
    }

    private static List<SafetensorsEntry> Entries(
        JsonElement root, long dataLength, string file, ReadBudget budget, out IReadOnlyDictionary<string, string> metadata)
    {
        var texts = new OrderedDictionary<string, string>();
        var entries = new List<SafetensorsEntry>();
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{file}: expected a JSON object as safetensors header, got {root.ValueKind}.");
        }
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey))
            {
                ReadMetadata(property.Value, texts, file);
            }
            else
            {
                budget.Charge(EntryBytes);
                entries.Add(new SafetensorsEntryReader(file, property.Name, dataLength).Read(property.Value));
            }
        }
        RequireNoGaps(entries, dataLength, file);
        metadata = texts;
        return entries;
    }

    private static void ReadMetadata(JsonElement value, OrderedDictionary<string, string> texts, string file)
    {
        if (value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().Any(text => text.Value.ValueKind != JsonValueKind.String))
        {
            throw new InvalidDataException($"{file}: expected {MetadataKey} to map names to strings.");
        }
        foreach (var text in value.EnumerateObject())
        {
            texts.Add(text.Name, text.Value.GetString()!);
        }
    }

    private static void RequireNoGaps(List<SafetensorsEntry> entries, long dataLength, string file)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
            {
                var wrong = entry.Begin < end ? "overlaps the tensor before it" : $"leaves a hole: bytes {end} to {entry.Begin}";
                throw new InvalidDataException($"{file}: tensor '{ForeignText.Show(entry.Name)}' {wrong}.");
            }
            end = entry.End;
        }
        if (end != dataLength)
        {
            throw new InvalidDataException($"{file}: the tensors fill {end} bytes of data, the file has {dataLength}.");
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }
        json.WriteStartObject(MetadataKey);
        foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, text);
        }
        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, IReadOnlyDictionary<string, Tensor> tensors)
    {
        long begin = 0;
        foreach (var (name, tensor) in tensors)
        {
            Require.That(name != MetadataKey, $"no tensor can be called {MetadataKey}.", nameof(tensors));
            var end = begin + ((long)tensor.Count * sizeof(float));
            json.WriteStartObject(name);
            json.WriteString("dtype", ElementFormat.Of(ElementType.Float32).Safetensors);
            WriteNumbers(json, "shape", tensor.Shape.ToArray().Select(size => (long)size));
            WriteNumbers(json, "data_offsets", [begin, end]);
            json.WriteEndObject();
            begin = end;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }
}

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Format">Its number type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the byte after the header.</param>
/// <param name="End">Where they end, exclusive.</param>
internal sealed record SafetensorsEntry(string Name, ElementFormat Format, Shape Shape, long Begin, long End);

/// <summary>Reads one tensor's entry of a safetensors header.</summary>
/// <param name="file">The path that messages begin with.</param>
/// <param name="name">The tensor's key.</param>
/// <param name="dataLength">Bytes of data in the file.</param>
internal sealed class SafetensorsEntryReader(string file, string name, long dataLength)
{
    /// <exception cref="InvalidDataException">The entry is incomplete, or claims more than the file has.</exception>
    public SafetensorsEntry Read(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw Error($"expected an object, got {entry.ValueKind}");
        }
        var format = Format(entry);
        var sizes = Integers(entry, "shape");
        if (!TensorLimits.TryShape(sizes, out var shape, out var problem))
        {
            throw Error(problem);
        }
        var offsets = Integers(entry, "data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            var got = string.Join(", ", offsets.Take(3));
            throw Error($"expected two offsets within the {dataLength} bytes of data, got [{got}]");
        }
        var (length, expected) = (offsets[1] - offsets[0], (long)shape.Count * format.Size);
        if (length != expected)
        {
            throw Error($"shape {shape} of {format.Safetensors} takes {expected} bytes, the offsets give {length}");
        }
        return new SafetensorsEntry(name, format, shape, offsets[0], offsets[1]);
    }

    private ElementFormat Format(JsonElement entry)
    {
        var stated = entry.TryGetProperty("dtype", out var value) && value.ValueKind == JsonValueKind.String;
        var dtype = stated ? value.GetString()! : "";
        var known = string.Join(", ", ElementFormat.All.Select(format => format.Safetensors));
        return Array.Find(ElementFormat.All, format => format.Safetensors == dtype)
            ?? throw Error($"dtype '{ForeignText.Show(dtype)}' is not read; known: {known}");
    }

    private long[] Integers(JsonElement entry, string key)
    {
        if (!entry.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw Error($"expected a list '{key}'");
        }
        return list.EnumerateArray().Select(item => Integer(item, key)).ToArray();
    }

    private long Integer(JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Error($"'{key}' holds something else than integers of at least 0");

    private InvalidDataException Error(string problem) => new($"{file}: tensor '{ForeignText.Show(name)}': {problem}.");
}
