using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>The runs of a sweep, resolved: each with its id and its whole config. Immutable.</summary>
/// <param name="Runs">The runs in order, ids all different.</param>
public sealed record SweepPlan(IReadOnlyList<PlannedRun> Runs)
{
    private const int Schema = 1;

    /// <summary>The settings that the sweep chooses, in order of first use, as the columns of its tables name them.</summary>
    public IReadOnlyList<string> Settings => [.. Runs.SelectMany(run => run.Settings.Keys).Distinct()];

    /// <summary>Number of steps of all runs together.</summary>
    public long Steps => Runs.Sum(run => (long)run.Config.Training.MaxSteps);

    /// <summary>The plan as JSON, a line for each run.</summary>
    public string ToJson()
    {
        var lines = Runs.Select(run => $"    {Line(run)}");
        return $"{{\n  \"schema\": {Schema},\n  \"runs\": [\n{string.Join(",\n", lines)}\n  ]\n}}\n";
    }

    /// <summary>Reads a plan as <see cref="ToJson"/> writes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a plan, or a config in it is not valid.</exception>
    public static SweepPlan ReadFile(string path)
    {
        var root = JsonNode.Parse(JsonInput.ReadFile(path)) as JsonObject;
        if (root?["schema"] is not JsonValue schema || !schema.TryGetValue<int>(out var version) || version != Schema
            || root["runs"] is not JsonArray { Count: > 0 } runs)
        {
            throw new InvalidDataException(
                $"{path}: expected a sweep's plan of schema {Schema}, with runs; make it again with 'sweep plan'.");
        }
        var all = runs.Select((run, i) => PlannedRun.Read(run, $"{path}: runs[{i}]")).ToList();
        return all.GroupBy(run => run.Id).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidDataException($"{path}: expected each id once, got '{twice.Key}' more often.")
            : new SweepPlan(all);
    }

    /// <summary>The runs of one of several shards: every n-th, so that each has some of the long and some of the short
    /// ones.</summary>
    public IEnumerable<PlannedRun> Shard(SweepShard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return Runs.Where((_, i) => i % shard.Count == shard.Index - 1);
    }

    private static string Line(PlannedRun run) => new JsonObject
    {
        ["id"] = run.Id,
        ["settings"] = JsonSerializer.SerializeToNode(run.Settings),
        ["config"] = JsonSerializer.SerializeToNode(run.Config, ConfigJson.Options),
    }.ToJsonString();
}

/// <summary>A share of a sweep's runs: i of n.</summary>
/// <param name="Index">Which, 1 to <paramref name="Count"/>.</param>
/// <param name="Count">Of how many, 1 or more.</param>
public sealed record SweepShard(int Index, int Count)
{
    /// <summary>All runs.</summary>
    public static SweepShard Whole { get; } = new(1, 1);

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="ArgumentException">Not of that form, or i is not 1 to n.</exception>
    public static SweepShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fits = text.Split('/') is [var left, var right] && Number(left) is { } index && Number(right) is { } count
            && index >= 1 && index <= count;
        Require.That(fits, $"expected i/n with i from 1 to n, such as 1/8, got '{text}'.", "--shard");
        var parts = text.Split('/');
        return new SweepShard(Number(parts[0])!.Value, Number(parts[1])!.Value);
    }

    /// <summary><c>i/n</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Index}/{Count}");

    private static int? Number(string text) =>
        int.TryParse(
            text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number : null;
}

/// <summary>One run of a plan.</summary>
/// <param name="Id">A readable slug of its settings and a hash of its config; names its folder.</param>
/// <param name="Settings">The settings that the sweep chose, by the last part of their path, as text.</param>
/// <param name="Config">The whole config, with a split file's pairs in it.</param>
public sealed partial record PlannedRun(string Id, IReadOnlyDictionary<string, string> Settings, RunConfig Config)
{
    private const int LongestSlug = 80;
    private const int HashDigits = 10;

    // What two runs may differ in and still have the same weights, metrics and checkpoints.
    private static readonly string[] Resultless =
        ["schema", "training.keep_states", "training.engine", "training.device", "training.repeatability", "fork.run"];

    private static readonly Lazy<Dictionary<string, string?>> Defaults = new(() => Leaves(new RunConfig()));

    /// <summary>A config with settings changed, under the id that follows.</summary>
    /// <exception cref="ArgumentException">No such setting.</exception>
    /// <exception cref="InvalidDataException">The config is not valid; the message names the settings.</exception>
    internal static PlannedRun Of(RunConfig config, SweepPoint point)
    {
        try
        {
            var changed =
                ConfigJson.With(config, point.Settings.Select(setting => $"{setting.Key}={setting.Value}")).WithoutFiles();
            var settings = new Dictionary<string, string>();
            foreach (var (key, value) in point.Settings)
            {
                settings[ColumnOf(key)] = value;
            }
            return new PlannedRun(IdOf(changed.WithResolvedSplit(), settings), settings, changed);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(
                $"run {string.Join(", ", point.Settings.Select(setting => $"{setting.Key}={setting.Value}"))}: {error.Message}",
                error);
        }
    }

    /// <summary>A slug of settings and the first digits of the hash of what decides a run's results. A setting at its default
    /// does not enter the hash, so that a setting that is new leaves the ids of old runs alone.</summary>
    /// <param name="config">The whole config.</param>
    /// <param name="settings">The settings that the slug shall name.</param>
    public static string IdOf(RunConfig config, IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var words = settings.Select(setting => Odd().Replace($"{setting.Key}-{setting.Value}".ToLowerInvariant(), "-"));
        var slug = string.Join('-', words);
        slug = slug.Length == 0 ? config.Task.Id : slug[..Math.Min(slug.Length, LongestSlug)].Trim('-', '.');
        return $"{slug}-{Hash(config)}";
    }

    /// <summary>Reads a run of a plan.</summary>
    internal static PlannedRun Read(JsonNode? node, string source)
    {
        if (node is not JsonObject run || run["id"]?.GetValueKind() != JsonValueKind.String
            || run["settings"] is not JsonObject settings || run["config"] is not JsonObject config
            || settings.Any(setting => setting.Value?.GetValueKind() != JsonValueKind.String))
        {
            throw new InvalidDataException($"{source}: expected id, settings as text, and config.");
        }
        var id = run["id"]!.GetValue<string>();
        if (!Safe().IsMatch(id))
        {
            throw new InvalidDataException(
                $"{source}: id: expected lower-case letters, digits, hyphens and dots, got '{ForeignText.Show(id)}'.");
        }
        return new PlannedRun(
            id, settings.ToDictionary(setting => setting.Key, setting => setting.Value!.GetValue<string>()),
            ConfigJson.Read(config.ToJsonString(), $"{source}: config").RequireResolvedSplit(source));
    }

    // Two seeds, and two other settings, have the same last part of their path: the section goes before it.
    private static string ColumnOf(string key) =>
        key is "seed" or "model.seed" ? "seed" : key.EndsWith(".seed", StringComparison.Ordinal) || key == "task.id"
        ? key.Replace('.', '_') : SweepPoint.ShortKey(key);

    private static string Hash(RunConfig config)
    {
        var text = string.Join('\n',
            Leaves(config)
            .Where(leaf => !Resultless.Contains(leaf.Key) && Defaults.Value.GetValueOrDefault(leaf.Key) != leaf.Value)
            .OrderBy(leaf => leaf.Key, StringComparer.Ordinal).Select(leaf => $"{leaf.Key}={leaf.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];
    }

    private static Dictionary<string, string?> Leaves(RunConfig config) =>
        JsonSerializer.SerializeToNode(config, ConfigJson.Options)!.AsObject()
        .SelectMany(section => section.Value is JsonObject settings
            ? settings.Select(setting => (Key: $"{section.Key}.{setting.Key}", setting.Value)) : [(section.Key, section.Value)])
        .ToDictionary(leaf => leaf.Key, leaf => leaf.Value?.ToJsonString());

    [GeneratedRegex("[^a-z0-9.]+")]
    private static partial Regex Odd();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*$")]
    private static partial Regex Safe();
}
