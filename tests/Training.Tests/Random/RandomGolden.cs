using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Grokking.Training.Tests;

/// <summary>Draws of CPython and PyTorch, made by Golden/make_golden.py.</summary>
internal static class RandomGolden
{
    private static readonly JsonElement Root = Load();

    public static TheoryData<int> Rows(string section) => new(Enumerable.Range(0, Root.GetProperty(section).GetArrayLength()));

    public static JsonElement Row(string section, int index) => Root.GetProperty(section)[index];

    /// <summary>The SHA-256 of numbers joined by commas, in lower-case hexadecimal.</summary>
    public static string Hash(IEnumerable<int> numbers)
    {
        var text = string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    private static JsonElement Load([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Golden", "golden.json"))).RootElement;
}
