using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Grokking.Training.Tests;

/// <summary>The files that PyTorch wrote, and what it reads from them; see the scripts in Golden.</summary>
internal static class CheckpointGolden
{
    public static string File(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);

    public static JsonElement Json(string name) => JsonDocument.Parse(System.IO.File.ReadAllText(File(name))).RootElement;

    public static Shape Shape(JsonElement tensor) =>
        new(tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ToArray());

    /// <summary>Values that Python wrote as text, for JSON has no words for what is not finite.</summary>
    public static float[] Values(JsonElement tensor) =>
        tensor.GetProperty("values").EnumerateArray().Select(value => Parse(value.GetString()!)).ToArray();

    private static float Parse(string text) => text switch
    {
        "nan" => float.NaN,
        "inf" => float.PositiveInfinity,
        "-inf" => float.NegativeInfinity,
        _ => float.Parse(text, CultureInfo.InvariantCulture),
    };
}
