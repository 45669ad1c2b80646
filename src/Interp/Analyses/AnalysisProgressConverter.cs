using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grokking.Interp;

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
        var perFrequencyIds = MeasureCatalogue.PerFrequency.Select(measure => measure.Id).ToHashSet();
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
