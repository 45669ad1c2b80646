using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Grokking.Cli.Tests;

/// <summary>
/// Checks documents against JSON schemas (draft 2020-12) that use the words below; any other word is an error, so that nothing is
/// left unchecked. The libraries at hand are for older drafts, or under a licence that the project cannot take.
/// </summary>
/// <param name="read">The schema of a file name.</param>
internal sealed class JsonSchema(Func<string, JsonNode> read)
{
    private static readonly string[] Remarks = ["$schema", "$defs", "$id", "title", "description"];

    private readonly List<string> problems = [];

    /// <summary>What is wrong with a document; empty when it is valid.</summary>
    /// <param name="file">The schema's file name.</param>
    /// <param name="document">The document.</param>
    public IReadOnlyList<string> Problems(string file, JsonNode? document)
    {
        problems.Clear();
        Check(file, read(file), document, "$");
        return problems;
    }

    private void Check(string file, JsonNode schema, JsonNode? value, string at)
    {
        foreach (var (word, rule) in schema.AsObject())
        {
            CheckWord(file, schema.AsObject(), word, rule!, value, at);
        }
    }

    private void CheckWord(string file, JsonObject schema, string word, JsonNode rule, JsonNode? value, string at)
    {
        switch (word)
        {
            case "$ref": Refer(file, rule.GetValue<string>(), value, at); break;
            case "anyOf": Expect(
                rule.AsArray().Any(option => IsValid(file, option!, value)), at, "none of the alternatives fits"); break;
            case "type": Expect(
                Types(rule).Any(type => IsOf(type, value)), at,
                $"expected {rule.ToJsonString()}, got {value?.ToJsonString() ?? "null"}"); break;
            case "enum": Expect(
                rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)), at,
                $"'{value}' is none of {rule.ToJsonString()}"); break;
            case "const": Expect(JsonNode.DeepEquals(rule, value), at, $"expected {rule.ToJsonString()}"); break;
            case "minimum": Expect(Number(value) is not { } low || low >= Number(rule), at, $"{value} is below {rule}"); break;
            case "maximum": Expect(Number(value) is not { } high || high <= Number(rule), at, $"{value} is above {rule}"); break;
            case "exclusiveMinimum": Expect(
                Number(value) is not { } above || above > Number(rule), at, $"{value} is not above {rule}"); break;
            case "exclusiveMaximum": Expect(
                Number(value) is not { } below || below < Number(rule), at, $"{value} is not below {rule}"); break;
            case "pattern": Expect(
                Text(value) is not { } text || Regex.IsMatch(text, rule.GetValue<string>()), at,
                $"'{value}' is not of the form {rule}"); break;
            case "maxItems": Expect(
                value is not JsonArray list || list.Count <= rule.GetValue<int>(), at, "too many items"); break;
            case "items": CheckItems(file, rule, value as JsonArray ?? [], at); break;
            case "required": CheckRequired(rule.AsArray(), value as JsonObject, at); break;
            case "properties" or "patternProperties"
                or "additionalProperties": CheckProperties(file, schema, word, value as JsonObject ?? [], at); break;
            default: Expect(Remarks.Contains(word), file, $"'{word}' is not checked"); break;
        }
    }

    private bool IsValid(string file, JsonNode schema, JsonNode? value) => new JsonSchema(read).Fits(file, schema, value);

    private bool Fits(string file, JsonNode schema, JsonNode? value)
    {
        Check(file, schema, value, "$");
        return problems.Count == 0;
    }

    // FILE, #/path/in/this/file, or both.
    private void Refer(string file, string target, JsonNode? value, string at)
    {
        var parts = target.Split('#');
        var other = parts[0].Length == 0 ? file : parts[0];
        var schema = (parts.Length == 1 ? "" : parts[1]).Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(read(other), (node, key) => node[key]!);
        Check(other, schema, value, at);
    }

    private void CheckItems(string file, JsonNode rule, JsonArray items, string at)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Check(file, rule, items[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"));
        }
    }

    private void CheckRequired(JsonArray keys, JsonObject? value, string at)
    {
        foreach (var key in keys.Select(key => key!.GetValue<string>()))
        {
            Expect(value is null || value.ContainsKey(key), at, $"'{key}' is missing");
        }
    }

    private void CheckProperties(string file, JsonObject schema, string word, JsonObject value, string at)
    {
        var known = schema["properties"] as JsonObject ?? [];
        var patterns = schema["patternProperties"] as JsonObject ?? [];
        foreach (var (key, item) in value)
        {
            JsonNode?[] rules = word switch
            {
                "properties" => [known[key]],
                "patternProperties" =>
                    [.. patterns.Where(pattern => Regex.IsMatch(key, pattern.Key)).Select(pattern => pattern.Value)],
                _ => known.ContainsKey(key) || patterns.Any(pattern => Regex.IsMatch(key, pattern.Key)) ? [] : [schema[word]],
            };
            foreach (var rule in rules.OfType<JsonNode>())
            {
                CheckProperty(file, rule, key, item, at);
            }
        }
    }

    private void CheckProperty(string file, JsonNode rule, string key, JsonNode? value, string at)
    {
        if (rule is JsonValue allowed)
        {
            Expect(allowed.GetValue<bool>(), at, $"'{key}' is not described");
            return;
        }
        Check(file, rule, value, $"{at}.{key}");
    }

    private void Expect(bool holds, string at, string problem)
    {
        if (!holds)
        {
            problems.Add($"{at}: {problem}");
        }
    }

    private static IEnumerable<string> Types(JsonNode rule) =>
        (rule as JsonArray ?? [rule.DeepClone()]).Select(type => type!.GetValue<string>());

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } number && number == Math.Floor(number),
        _ => throw new InvalidDataException($"'{type}' is not a type"),
    };

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? Text(JsonNode? value) =>
        value?.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : null;
}
