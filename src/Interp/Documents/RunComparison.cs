using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Two runs side by side: in what their configs differ, and every number that both have.</summary>
/// <param name="Settings">The settings that differ, each with its two values.</param>
/// <param name="Verdicts">The verdict on each last checkpoint; null where an operation has none.</param>
/// <param name="Numbers">Steps to 99 %, and the last row of each timeline.</param>
public sealed record RunComparison(
    IReadOnlyList<ComparedSetting> Settings, (NetworkVerdict? First, NetworkVerdict? Second) Verdicts,
    IReadOnlyList<ComparedNumber> Numbers)
{
    /// <summary>The number of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public ComparedNumber this[string name] => Numbers.FirstOrDefault(number => number.Name == name)
        ?? throw new ArgumentException(
            $"number '{name}' is unknown.{Suggest.Among(name, Numbers.Select(number => number.Name))}", nameof(name));
}

/// <summary>A setting that differs.</summary>
/// <param name="Name">Its path in config.json: <c>training.weight_decay</c>.</param>
/// <param name="First">Its value in the first run, as JSON.</param>
/// <param name="Second">Its value in the second.</param>
public sealed record ComparedSetting(string Name, string First, string Second);

/// <summary>A number of two runs.</summary>
/// <param name="Name">A column of timelines, or <c>steps_to_99_train</c> and <c>steps_to_99_test</c>.</param>
/// <param name="First">Its value in the first run; null where it has none.</param>
/// <param name="Second">Its value in the second.</param>
public sealed record ComparedNumber(string Name, double? First, double? Second);

/// <summary>Comparison of runs in one line.</summary>
public static class RunComparisons
{
    extension(Run)
    {
        /// <summary>Two runs side by side: <c>Run.Compare(a, b)["excluded_loss"]</c>. What is not on disk of their analyses is
        /// found now and written, which for a long run takes minutes.</summary>
        /// <param name="first">A run.</param>
        /// <param name="second">Another.</param>
        /// <exception cref="InvalidDataException">One has no checkpoint, or is damaged.</exception>
        public static RunComparison Compare(Run first, Run second)
        {
            ArgumentNullException.ThrowIfNull(first);
            ArgumentNullException.ThrowIfNull(second);
            var (a, b) = (first.Analyze(), second.Analyze());
            return new RunComparison(
                [.. Differences(ConfigJson.Write(first.Config), ConfigJson.Write(second.Config))],
                (a.Analysis.Circuits?.Verdict, b.Analysis.Circuits?.Verdict),
                [
                    new("steps_to_99_train", first.Summary?.StepsTo99Train, second.Summary?.StepsTo99Train),
                    new("steps_to_99_test", first.Summary?.StepsTo99Test, second.Summary?.StepsTo99Test),
                    .. a.Timeline.Columns.Where(b.Timeline.Has)
                    .Select(column => new ComparedNumber(column, a.Timeline[column][^1], b.Timeline[column][^1])),
                ]);
        }
    }

    private static IEnumerable<ComparedSetting> Differences(string first, string second)
    {
        var (one, other) = (Leaves(first), Leaves(second));
        return one.Keys.Union(other.Keys)
            .Select(path => new ComparedSetting(path, one.GetValueOrDefault(path, "null"), other.GetValueOrDefault(path, "null")))
            .Where(setting => setting.First != setting.Second);
    }

    private static Dictionary<string, string> Leaves(string json)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(System.Text.Json.Nodes.JsonNode.Parse(json), "");
        return leaves;

        void Add(System.Text.Json.Nodes.JsonNode? node, string path)
        {
            if (node is System.Text.Json.Nodes.JsonObject inner)
            {
                foreach (var (key, value) in inner)
                {
                    Add(value, path.Length == 0 ? key : $"{path}.{key}");
                }
            }
            else
            {
                leaves[path] = node?.ToJsonString() ?? "null";
            }
        }
    }
}
