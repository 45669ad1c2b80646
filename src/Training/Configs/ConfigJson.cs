using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>Reads and writes configs as JSON with snake-case keys. A key that is not a setting is an error.</summary>
public static partial class ConfigJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>What <see cref="With"/> takes as keys: the shortest name of each setting.</summary>
    public static IReadOnlyList<string> SettingNames { get; } =
        [.. AllSettings().GroupBy(path => path[1])
            .SelectMany(same => same.Count() == 1 ? [same.Key] : same.Select(path => string.Join('.', path)))];

    /// <summary>What a value of an enumeration is called in configs.</summary>
    internal static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The config as indented JSON.</summary>
    public static string Write(RunConfig config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <summary>Reads a config file and checks it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not JSON, a key that is unknown or given twice, or a value out of range; the
    /// message names each.</exception>
    public static RunConfig ReadFile(string path) => Read(JsonInput.ReadFile(path), path);

    /// <summary>Reads a config from text and checks it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <exception cref="InvalidDataException">Not JSON, a key that is unknown or given twice, or a value out of range; the
    /// message names each.</exception>
    public static RunConfig Read(string json, string source) => Read(JsonInput.Check(json, source), source);

    private static RunConfig Read(byte[] json, string source)
    {
        var config = Parse(ParseObject(json, source), source);
        config.ThrowIfInvalid(source);
        return config;
    }

    /// <summary>The config with settings changed, as <c>--set key=value</c> does.</summary>
    /// <param name="config">The config.</param>
    /// <param name="settings">
    /// Each <c>key=value</c>; the key is a path such as <c>training.max_steps</c> or, where only one setting has that name, the
    /// name alone. <c>task.file</c>, which may be called <c>operation.file</c>, makes the operation that of the file's table,
    /// which is read into the config.
    /// </param>
    /// <exception cref="ArgumentException">Not of the form key=value, or no setting, or several, of that name.</exception>
    /// <exception cref="InvalidDataException">A value has the wrong type or is out of range.</exception>
    public static RunConfig With(RunConfig config, IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = JsonSerializer.SerializeToNode(config, Options)!.AsObject();
        var wanted = new HashSet<string>();
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            Require.That(equals > 0, $"expected key=value, got '{setting}'.", "--set");
            var path = FindSetting(SettingName().Replace(setting[..equals].Trim(), "task."));
            wanted.Add(string.Join('.', path));
            root[path[0]]!.AsObject()[path[1]] = ParseValue(setting[(equals + 1)..].Trim());
        }
        if (wanted.Contains("task.file"))
        {
            UseTable(root["task"]!.AsObject(), keepId: wanted.Contains("task.id"));
        }
        var changed = Parse(root, "--set");
        changed.ThrowIfInvalid("--set");
        return changed.WithResolvedTable();
    }

    // A file with answers says by itself what is learned, and takes the place of a table that the config had.
    private static void UseTable(JsonObject task, bool keepId)
    {
        task.Remove("table");
        task["id"] = keepId ? task["id"]?.DeepClone() : TableOperation.OperationId;
    }

    private static string[] FindSetting(string key)
    {
        var all = AllSettings().ToList();
        var found = all.Where(path => path[1] == key || string.Join('.', path) == key).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ArgumentException(
                $"--set: '{key}' is not a setting.{Suggest.Among(key, all.Select(path => path[1]).Distinct())}", nameof(key)),
            _ => throw new ArgumentException(
                $"--set: '{key}' could be {string.Join(" or ", found.Select(path => $"'{string.Join('.', path)}'"))}; give the "
                    + "whole path.", nameof(key)),
        };
    }

    private static JsonNode? ParseValue(string text)
    {
        if (text is "true" or "false" or "null" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return JsonValue.Create(text);
            }
        }
        return JsonValue.Create(text);
    }

    private static JsonObject ParseObject(byte[] json, string source)
    {
        var documentOptions = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        return JsonNode.Parse(json, documentOptions: documentOptions) as JsonObject
            ?? throw new InvalidDataException(
                $"{source}: expected a JSON object with the sections task, split, model, training.");
    }

    private static RunConfig Parse(JsonObject root, string source)
    {
        RejectUnknownKeys(root, typeof(RunConfig), "", source);
        try
        {
            return root.Deserialize<RunConfig>(Options)!;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            var at = (error as JsonException)?.Path?.TrimStart('$', '.');
            throw new InvalidDataException(
                $"{source}: '{at}': expected {ExpectedAt(at)}, got {ForeignText.Show(ValueAt(root, at))}.", error);
        }
    }

    private static void RejectUnknownKeys(JsonObject json, Type type, string prefix, string source)
    {
        var properties = type.GetProperties().Where(IsSetting).ToDictionary(KeyOf);
        foreach (var (key, value) in json)
        {
            if (!properties.TryGetValue(key, out var property))
            {
                var nearest = Suggest.Nearest(key, properties.Keys);
                var hint =
                    nearest is null ? $"known here: {string.Join(", ", properties.Keys)}." : $"did you mean '{prefix}{nearest}'?";
                throw new InvalidDataException($"{source}: '{prefix}{ForeignText.Show(key)}' is not a setting; {hint}");
            }
            if (value is JsonObject inner && IsSection(property))
            {
                RejectUnknownKeys(inner, property.PropertyType, $"{key}.", source);
            }
            else if (value is null && IsSection(property))
            {
                throw new InvalidDataException($"{source}: '{prefix}{key}': expected an object, got null.");
            }
        }
    }

    private static string ExpectedAt(string? path)
    {
        var type = typeof(RunConfig);
        foreach (var part in (path ?? "").Split('[')[0].Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            type = type.GetProperties().FirstOrDefault(property => KeyOf(property) == part)?.PropertyType ?? type;
        }
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            { IsEnum: true } =>
                "one of " + string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ when type == typeof(int) => "a whole number",
            _ when type == typeof(double) => "a number",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(string) => "text",
            _ when typeof(IEnumerable).IsAssignableFrom(type) => "an array of whole numbers",
            _ => "an object",
        };
    }

    private static string ValueAt(JsonNode? node, string? path)
    {
        foreach (var part in (path ?? "").Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            node = node is JsonArray array ? array[int.Parse(part, CultureInfo.InvariantCulture)] : (node as JsonObject)?[part];
        }
        return node?.ToJsonString() ?? "null";
    }

    private static IEnumerable<string[]> AllSettings() =>
        SectionsOf(typeof(RunConfig))
            .SelectMany(section => KeysOf(section.PropertyType).Select(name => new[] { KeyOf(section), name }));

    private static IEnumerable<PropertyInfo> SectionsOf(Type type) => type.GetProperties().Where(IsSection);

    private static IEnumerable<string> KeysOf(Type type) => type.GetProperties().Where(IsSetting).Select(KeyOf);

    private static bool IsSection(PropertyInfo property) =>
        IsSetting(property) && property.PropertyType.Name.EndsWith("Config", StringComparison.Ordinal);

    // Derived values have no setter, so they are not settings.
    private static bool IsSetting(PropertyInfo property) => property.SetMethod is not null;

    // What is learned may be called by either name.
    [GeneratedRegex("^operation[.]")]
    private static partial Regex SettingName();

    private static string KeyOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}

/// <summary>In which settings two configs of one run differ. The length and the engine, which a resume may change, are not looked
/// at.</summary>
internal static class ConfigDifference
{
    /// <summary>Each setting with both values: <c>split.seed is 7, was 0; training.learning_rate is 0.01, was 0.001</c>; null for
    /// none.</summary>
    /// <param name="now">The config as it is.</param>
    /// <param name="before">The config as it was.</param>
    public static string? Text(RunConfig now, RunConfig before)
    {
        var (values, earlier) = (Settings(now), Settings(Comparable(before, now)));
        var differing = values.Keys.Union(earlier.Keys).Where(key => Json(values, key) != Json(earlier, key)).ToList();
        return differing.Count == 0
            ? null : string.Join("; ", differing.Select(key => $"{key} is {Show(values, key)}, was {Show(earlier, key)}"));
    }

    private static RunConfig Comparable(RunConfig config, RunConfig other) =>
        config with { Training = config.Training.WithEngineOf(other.Training) with { MaxSteps = other.Training.MaxSteps } };

    // By path: sections are objects, and everything else is a value.
    private static Dictionary<string, JsonNode?> Settings(RunConfig config) =>
        JsonSerializer.SerializeToNode(config, ConfigJson.Options)!.AsObject()
        .SelectMany(section =>
            section.Value is JsonObject settings
                ? settings.Select(setting => ($"{section.Key}.{setting.Key}", setting.Value)) : [(section.Key, section.Value)])
        .ToDictionary(setting => setting.Item1, setting => setting.Value);

    private static string? Json(Dictionary<string, JsonNode?> settings, string key) =>
        settings.GetValueOrDefault(key)?.ToJsonString();

    private static string Show(Dictionary<string, JsonNode?> settings, string key) =>
        settings.GetValueOrDefault(key) is JsonArray list ? $"a list of {list.Count} numbers" : Json(settings, key) ?? "not set";
}
