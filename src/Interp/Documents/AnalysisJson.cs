using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>A section as JSON: an <see cref="Explanation"/>, say.</summary>
    /// <param name="section">A section of an analysis.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static JsonNode Node<T>(T section) where T : class => JsonSerializer.SerializeToNode(section, Options)!;

    /// <summary>Writes a file as a whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public static void WriteFile(string path, Analysis analysis) => AtomicFile.WriteText(path, Write(analysis));

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the file.</exception>
    public static Analysis ReadFile(string path) => Read(JsonInput.ReadFile(path), path);

    /// <summary>Reads an analysis from text. Keys that this version does not know are ignored.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the source.</exception>
    public static Analysis Read(string json, string source) => Read(JsonInput.Check(json, source), source);

    private static Analysis Read(byte[] json, string source)
    {
        try
        {
            var document = JsonNode.Parse(json) as JsonObject
                ?? throw new InvalidDataException($"{source}: expected an analysis, got no object.");
            Upgrade(document);
            var analysis = document.Deserialize<Analysis>(Options)!;
            return analysis.Schema <= Analysis.CurrentSchema
                ? analysis
                : throw new InvalidDataException(
                    $"{source}: schema {analysis.Schema} is newer than {Analysis.CurrentSchema}, the newest known here.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{source}: expected an analysis, got: {ForeignText.Show(error.Message, 300)}", error);
        }
    }

    /// <summary>Schema 1 named the operation by its id and p alone.</summary>
    private static void Upgrade(JsonObject document)
    {
        if (!document.ContainsKey("operation") && document["task"]?.GetValueKind() == JsonValueKind.String
            && document["p"]?.GetValueKind() == JsonValueKind.Number)
        {
            var operation = OperationCatalogue.Create((string)document["task"]!, (int)document["p"]!);
            document["operation"] = JsonSerializer.SerializeToNode(AnalysisOperation.Of(operation), Options);
        }
    }
}

/// <summary>
/// Writes the measures side by side under their ids: a number (or null) for a measure, an object by frequency for a measure of
/// frequencies.
/// </summary>
internal sealed class AnalysisProgressConverter : JsonConverter<AnalysisProgress>
{
    /// <inheritdoc/>
    public override AnalysisProgress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var perFrequencyIds = MeasureSet.Default.PerFrequency.Select(measure => measure.Id).ToHashSet();
        var values = new Dictionary<string, double?>();
        var perFrequency = new Dictionary<string, IReadOnlyDictionary<int, double>?>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object || perFrequencyIds.Contains(property.Name))
            {
                perFrequency[property.Name] = property.Value.Deserialize<Dictionary<int, double>?>(options);
            }
            else
            {
                values[property.Name] = property.Value.Deserialize<double?>(options);
            }
        }
        return new AnalysisProgress(values, perFrequency);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AnalysisProgress value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (id, number) in value.Values)
        {
            writer.WritePropertyName(id);
            JsonSerializer.Serialize(writer, number, options);
        }
        foreach (var (id, byFrequency) in value.PerFrequency)
        {
            writer.WritePropertyName(id);
            JsonSerializer.Serialize(writer, byFrequency, options);
        }
        writer.WriteEndObject();
    }
}
