using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grokking.Training;

/// <summary>In which settings two configs of one run differ. The length and the engine, which a resume may change, are not looked at.</summary>
internal static class ConfigDifference
{
    /// <summary>Each setting with both values: <c>split.seed is 7, was 0; training.learning_rate is 0.01, was 0.001</c>; null for none.</summary>
    /// <param name="now">The config as it is.</param>
    /// <param name="before">The config as it was.</param>
    public static string? Text(RunConfig now, RunConfig before)
    {
        var (values, earlier) = (Settings(now), Settings(Comparable(before, now)));
        var differing = values.Keys.Union(earlier.Keys).Where(key => Json(values, key) != Json(earlier, key)).ToList();
        return differing.Count == 0 ? null : string.Join("; ", differing.Select(key => $"{key} is {Show(values, key)}, was {Show(earlier, key)}"));
    }

    private static RunConfig Comparable(RunConfig config, RunConfig other) =>
        config with { Training = config.Training.WithEngineOf(other.Training) with { MaxSteps = other.Training.MaxSteps } };

    // By path: sections are objects, and everything else is a value.
    private static Dictionary<string, JsonNode?> Settings(RunConfig config) => JsonSerializer.SerializeToNode(config, ConfigJson.Options)!.AsObject()
        .SelectMany(section => section.Value is JsonObject settings ? settings.Select(setting => ($"{section.Key}.{setting.Key}", setting.Value)) : [(section.Key, section.Value)])
        .ToDictionary(setting => setting.Item1, setting => setting.Value);

    private static string? Json(Dictionary<string, JsonNode?> settings, string key) => settings.GetValueOrDefault(key)?.ToJsonString();

    private static string Show(Dictionary<string, JsonNode?> settings, string key) =>
        settings.GetValueOrDefault(key) is JsonArray list ? $"a list of {list.Count} numbers" : Json(settings, key) ?? "not set";
}
