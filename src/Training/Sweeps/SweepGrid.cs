using System.Globalization;
using System.Text.Json.Nodes;

namespace Grokking.Training;

/// <summary>
/// A grid of runs as it is asked for: a config, and axes along which settings differ. Every combination of one point of each axis
/// is a run, but for those that an exclusion names. Immutable.
/// </summary>
/// <param name="Base">What all runs have in common.</param>
public sealed record SweepGrid(RunConfig Base)
{
    /// <summary>Most runs of one grid; far more than anyone plans, so that a slip of the pen is told.</summary>
    public const int MostRuns = 100_000;

    /// <summary>The axes, the first varying slowest; each has its points, at least one.</summary>
    public IReadOnlyList<IReadOnlyList<SweepPoint>> Axes { get; init; } = [];

    /// <summary>Runs whose settings have all of one of these are left out.</summary>
    public IReadOnlyList<SweepPoint> Exclude { get; init; } = [];

    /// <summary>The grid with an axis more, which varies faster than those before.</summary>
    /// <param name="points">Its points; each may change several settings at once.</param>
    public SweepGrid Over(IEnumerable<SweepPoint> points) => this with { Axes = [.. Axes, [.. points]] };

    /// <summary>The grid with an axis more, along which one setting takes these values.</summary>
    /// <param name="key">The setting, as <see cref="ConfigJson.With"/> takes it.</param>
    /// <param name="values">Its values: numbers, truth values or text.</param>
    public SweepGrid Over(string key, params IEnumerable<object> values) =>
        Over(values.Select(value => new SweepPoint([(key, SweepPoint.Text(value))])));

    /// <summary>The grid over seeds 0 to <paramref name="count"/> − 1 of the initial weights.</summary>
    public SweepGrid OverSeeds(int count) => Over("model.seed", Enumerable.Range(0, count).Cast<object>());

    /// <summary>Every run of the grid, in order, each once: of two that give the same config the first.</summary>
    /// <exception cref="ArgumentException">No such setting, an axis without points, no run, or too many.</exception>
    /// <exception cref="InvalidDataException">A run's config is not valid; the message names the run's settings.</exception>
    public SweepPlan Plan()
    {
        Require.That(Axes.All(axis => axis.Count > 0), "expected at least one point on every axis.", "axes");
        var count = Axes.Aggregate(1.0, (runs, axis) => runs * axis.Count);
        Require.That(
            count <= MostRuns,
            string.Create(CultureInfo.InvariantCulture, $"expected at most {MostRuns:N0} runs, got {count:N0}."), "axes");
        var points = Axes.Aggregate<IEnumerable<SweepPoint>, IEnumerable<SweepPoint>>(
            [new([])], (before, axis) => before.SelectMany(point => axis.Select(next => point.With(next))));
        var runs = points.Where(point => !Exclude.Any(excluded => point.Has(excluded)))
            .Select(point => PlannedRun.Of(Base, point)).DistinctBy(run => run.Id).ToList();
        Require.That(runs.Count > 0, "expected at least one run, but all of them are excluded.", "exclude");
        return new SweepPlan(runs);
    }

    /// <summary>Reads a grid's file.</summary>
    /// <param name="path">JSON with <c>base</c> (a preset's id or a config) and any of <c>set</c>, <c>cases</c>, <c>axes</c>,
    /// <c>draws</c>, <c>seeds</c>, <c>exclude</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a grid; the message names the key, what was expected and what
    /// came.</exception>
    public static SweepGrid ReadFile(string path) => new SweepGridReader(path).Read(JsonInput.ReadFile(path));

    /// <summary>Reads a grid from text.</summary>
    /// <inheritdoc cref="ReadFile"/>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it.</param>
    public static SweepGrid Read(string json, string source) => new SweepGridReader(source).Read(JsonInput.Check(json, source));
}

/// <summary>Settings of a run that its sweep chooses.</summary>
/// <param name="Settings">Each setting with its value as <c>--set</c> takes it.</param>
public sealed record SweepPoint(IReadOnlyList<(string Key, string Value)> Settings)
{
    /// <summary>A point that changes several settings: <c>SweepPoint.Of(("task.id", "mod-sub"), ("p", 31))</c>.</summary>
    public static SweepPoint Of(params IEnumerable<(string Key, object Value)> settings) =>
        new([.. settings.Select(setting => (setting.Key, Text(setting.Value)))]);

    /// <summary>This point with another's settings; those of the other count where both have one.</summary>
    internal SweepPoint With(SweepPoint next) =>
        new([.. Settings.Where(mine => next.Settings.All(its => its.Key != mine.Key)), .. next.Settings]);

    /// <summary>Whether all settings of another are among these.</summary>
    internal bool Has(SweepPoint other) =>
        other.Settings.All(its => Settings.Any(mine => ShortKey(mine.Key) == ShortKey(its.Key) && mine.Value == its.Value));

    /// <summary>The last part of a setting's path: <c>weight_decay</c>.</summary>
    internal static string ShortKey(string key) => key[(key.LastIndexOf('.') + 1)..];

    /// <summary>A value as <c>--set</c> takes it.</summary>
    internal static string Text(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}

/// <summary>Makes a grid of its file.</summary>
/// <param name="source">What messages call the file.</param>
internal sealed class SweepGridReader(string source)
{
    private static readonly string[] Keys = ["base", "set", "cases", "axes", "draws", "seeds", "exclude"];
    private static readonly string[] RangeKeys = ["from", "to", "step", "count", "factor", "scale", "whole"];

    // Half a step more, so that 0.1, 0.2 … 0.9 ends at 0.9 whatever its rounding.
    private const double RangeSlack = 0.5;

    /// <summary>Reads checked JSON.</summary>
    public SweepGrid Read(byte[] json)
    {
        var root = Object(
            JsonNode.Parse(
                json, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip,
                    AllowTrailingCommas = true }), "grid");
        KnownKeys(root, Keys, "");
        var grid = new SweepGrid(Config(root));
        if (root["cases"] is { } cases)
        {
            grid = grid.Over(Array(cases, "cases").Select((point, i) => Point(point, $"cases[{i}]")));
        }
        foreach (var (key, values) in root["axes"] is { } axes ? Object(axes, "axes") : [])
        {
            grid = grid.Over(Values(values, $"axes.{key}").Select(value => new SweepPoint([(key, value)])));
        }
        if (root["draws"] is { } draws)
        {
            grid = grid.Over(Draws(Object(draws, "draws")));
        }
        if (root["seeds"] is { } seeds)
        {
            grid = grid.Over(Values(seeds, "seeds").Select(seed => new SweepPoint([("model.seed", seed)])));
        }
        return root["exclude"] is { } excluded
            ? grid with { Exclude = [.. Array(excluded, "exclude").Select((point, i) => Point(point, $"exclude[{i}]"))] }
            : grid;
    }

    private RunConfig Config(JsonObject root)
    {
        var config = root["base"] switch
        {
            null => throw Wrong("base", "a preset's id or a config", root["base"]),
            JsonObject json => ConfigJson.Read(json.ToJsonString(), $"{source}: base"),
            JsonValue value when value.TryGetValue<string>(out var id) => Preset(id),
            var other => throw Wrong("base", "a preset's id or a config", other),
        };
        return root["set"] is { } set
            ? ConfigJson.With(config, Point(set, "set").Settings.Select(setting => $"{setting.Key}={setting.Value}")) : config;
    }

    private RunConfig Preset(string id) => PresetCatalogue.All.FirstOrDefault(preset => preset.Id == id)?.Config
        ?? throw new InvalidDataException(
            $"{source}: 'base': preset '{ForeignText.Show(id)}' is "
                + $"unknown.{Suggest.Among(id, PresetCatalogue.All.Select(preset => preset.Id))}");

    private List<SweepPoint> Draws(JsonObject draws)
    {
        KnownKeys(draws, ["count", "seed", "settings"], "draws.");
        var (count, random) = (Whole(draws, "count", "draws"), new PythonRandom(Whole(draws, "seed", "draws")));
        var settings = Object(draws["settings"], "draws.settings");
        return [.. Enumerable.Range(0, count)
            .Select(_ =>
                new SweepPoint(
                    [.. settings.Select(setting =>
                        (setting.Key, Draw(setting.Value, $"draws.settings.{setting.Key}", random)))]))];
    }

    // A list is drawn from evenly; a range evenly too, or evenly in its logarithm.
    private string Draw(JsonNode? values, string key, PythonRandom random)
    {
        if (values is not JsonObject range)
        {
            var list = Values(values, key).ToList();
            return list[random.RandBelow(list.Count)];
        }
        KnownKeys(range, RangeKeys, key + ".");
        var (from, to) = (Number(range, "from", key), Number(range, "to", key));
        var logarithmic = range["scale"]?.ToString() switch
        {
            null or "linear" => false,
            "log" when from > 0 && to > 0 => true,
            _ => throw Wrong($"{key}.scale", "\"linear\", or \"log\" between numbers above 0", range["scale"]),
        };
        var share = random.Random();
        var value = logarithmic ? from * Math.Pow(to / from, share) : from + (share * (to - from));
        return SweepPoint.Text(range["whole"]?.ToString() == "true"
            ? Math.Round(value) : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    // A list, a range as an object, or "0..4".
    private IEnumerable<string> Values(JsonNode? node, string key) => node switch
    {
        JsonArray { Count: > 0 } list => list.Select((value, i) => Text(value, $"{key}[{i}]")),
        JsonObject range => Range(range, key),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Split("..") is [var first, var last]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && to >= from
            && to - (long)from < SweepGrid.MostRuns =>
            Enumerable.Range(from, to - from + 1).Select(number => SweepPoint.Text(number)),
        _ => throw Wrong(key, "a list of values, a range such as {\"from\": 0.1, \"to\": 0.9, \"step\": 0.1}, or \"0..4\"", node),
    };

    private List<string> Range(JsonObject range, string key)
    {
        KnownKeys(range, RangeKeys, key + ".");
        var (from, to) = (Number(range, "from", key), Number(range, "to", key));
        var number = (range["step"], range["factor"], range["count"]) switch
        {
            ({ }, null, null) when Number(range, "step", key) is > 0 and var step =>
                Math.Floor(((to - from) / step) + RangeSlack) + 1,
            (null, { }, null) when Number(range, "factor", key) is > 1 and var factor && from > 0 =>
                Math.Floor((Math.Log(to / from) / Math.Log(factor)) + RangeSlack) + 1,
            (null, null, { }) when Whole(range, "count", key) is > 1 and var count => count,
            _ => throw Wrong(key, "one of step above 0, factor above 1 (from above 0) or count of 2 or more", range),
        };
        if (number is < 1 or > SweepGrid.MostRuns)
        {
            throw Wrong(
                key, string.Create(
                    CultureInfo.InvariantCulture,
                    $"a range of 1 to {SweepGrid.MostRuns:N0} values, from the smaller to the larger"), range);
        }
        double Value(int i) => range["step"] is not null ? from + (i * Number(range, "step", key))
            : range["factor"] is not null ? from * Math.Pow(Number(range, "factor", key), i)
            : from + (i * (to - from) / (number - 1));
        // Twelve digits: 0.1 + 2·0.1 is written as 0.3.
        return [.. Enumerable.Range(0, (int)number)
            .Select(i =>
                SweepPoint.Text(
                    double.Parse(Value(i).ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)))];
    }

    private SweepPoint Point(JsonNode? node, string key) =>
        new([.. Object(node, key).Select(setting => (setting.Key, Text(setting.Value, $"{key}.{setting.Key}")))]);

    private string Text(JsonNode? node, string key) => node switch
    {
        null => "null",
        JsonValue value => value.TryGetValue<string>(out var text) ? text : value.ToJsonString(),
        _ => throw Wrong(key, "a number, a truth value or text", node),
    };

    private int Whole(JsonObject holder, string name, string key) =>
        holder[name] is JsonValue value && value.TryGetValue<int>(out var number) && number >= 0
            ? number : throw Wrong($"{key}.{name}", "a whole number, 0 or more", holder[name]);

    private double Number(JsonObject holder, string name, string key) =>
        holder[name] is JsonValue value && value.TryGetValue<double>(out var number)
            ? number : throw Wrong($"{key}.{name}", "a number", holder[name]);

    private JsonObject Object(JsonNode? node, string key) => node as JsonObject ?? throw Wrong(key, "an object", node);

    private JsonArray Array(JsonNode node, string key) =>
        node is JsonArray { Count: > 0 } list ? list : throw Wrong(key, "a list of objects", node);

    private void KnownKeys(JsonObject json, string[] known, string prefix)
    {
        if (json.FirstOrDefault(item => !known.Contains(item.Key)).Key is { } odd)
        {
            throw new InvalidDataException(
                $"{source}: '{prefix}{ForeignText.Show(odd)}' is no key of a grid.{Suggest.Among(odd, known)}");
        }
    }

    private InvalidDataException Wrong(string key, string expected, JsonNode? got) =>
        new($"{source}: '{key}': expected {expected}, got {ForeignText.Show(got?.ToJsonString() ?? "nothing", 200)}.");
}
