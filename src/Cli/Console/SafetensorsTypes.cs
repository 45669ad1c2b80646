using System.Buffers.Binary;
using System.Text.Json;

namespace Grokking.Cli;

/// <summary>The number types in a safetensors file's header: reading the file converts all of them to float32.</summary>
internal static class SafetensorsTypes
{
    /// <summary>Tensor name to type as the format calls it, such as F32. The file has been read before, so it is whole.</summary>
    public static IReadOnlyDictionary<string, string> Of(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> length = stackalloc byte[8];
        file.ReadExactly(length);
        var header = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
        file.ReadExactly(header);
        using var json = JsonDocument.Parse(header);
        return json.RootElement.EnumerateObject()
            .Where(entry => entry.Value.TryGetProperty("dtype", out _))
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetProperty("dtype").GetString()!);
    }
}
