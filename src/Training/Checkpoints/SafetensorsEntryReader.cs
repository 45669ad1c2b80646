using System.Text.Json;

namespace Grokking.Training;

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
