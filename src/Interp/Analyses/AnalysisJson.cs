using System.Text.Json;
using System.Text.Json.Serialization;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Reads and writes analysis.json: snake-case keys, numbers that round-trip exactly, never NaN.</summary>
public static class AnalysisJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        NewLine = "\n",
        Converters =
        {
            new AnalysisProgressConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
        },
    };

    /// <summary>The analysis as indented JSON.</summary>
    public static string Write(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return JsonSerializer.Serialize(analysis, Options) + "\n";
    }

    /// <summary>Writes a file as a whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public static void WriteFile(string path, Analysis analysis) => AtomicFile.WriteText(path, Write(analysis));

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the file.</exception>
    public static Analysis ReadFile(string path) => Read(File.ReadAllText(path), path);

    /// <summary>Reads an analysis from text. Keys that this version does not know are ignored.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the source.</exception>
    public static Analysis Read(string json, string source)
    {
        try
        {
            var analysis = JsonSerializer.Deserialize<Analysis>(json, Options)
                ?? throw new InvalidDataException($"{source}: expected an analysis, got null.");
            return analysis.Schema <= Analysis.CurrentSchema
                ? analysis
                : throw new InvalidDataException(
                    $"{source}: schema {analysis.Schema} is newer than {Analysis.CurrentSchema}, the newest known here.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{source}: expected an analysis, got: {error.Message}", error);
        }
    }
}
