using System.Text;
using System.Text.Json.Nodes;

namespace Grokking.Fuzz;

/// <summary>Changes JSON where a parser would not: one value, key or container becomes another, is given twice, or
/// grows.</summary>
/// <param name="random">Chooses.</param>
/// <param name="paths">Paths that no reader may open.</param>
internal sealed class JsonMutator(Random random, IReadOnlyList<string> paths)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "-1", "0", "1", "2", "0.5", "1e999", "-1e999", "1e-300", "NaN", "2147483647", "2147483648",
        "-2147483648",
        "9223372036854775808", "123456789012345678901234567890", "65536", "8192", "1009", "\"\"", "\"\\ud800\"", "\"\\u0000\"",
        "\"\\u202e\"",
        "\"\\u001b[2J\"", "\"mod-ad\"", "[]", "{}", "[null]", "{\"a\":1,\"a\":2}", "\"/dev/zero\"", "\"/etc/passwd\"",
        "\"../../..\"",
    ];

    private static readonly string[] Settings =
    [
        "file", "fork", "run", "step", "sha256", "p", "d_mlp", "d_model", "n_layers", "d_vocab_out", "train_pairs",
        "architecture", "frac_train", "seed", "group",
        "C", "attn_coeff", "act_fn", "model_type", "shape", "data_offsets", "dtype", "__metadata__", "config", "$type", "",
    ];

    private int target;

    /// <summary>A changed copy of sound JSON.</summary>
    public string Mutate(string json)
    {
        var root = JsonNode.Parse(json);
        if (root?["split"] is JsonObject split && random.Next(8) == 0)
        {
            split["file"] = paths[random.Next(paths.Count)];
            root["fork"] =
                new JsonObject { ["run"] = paths[random.Next(paths.Count)], ["step"] = 1, ["sha256"] = new string('0', 64) };
            return root.ToJsonString();
        }
        target = random.Next(Count(root));
        var text = new StringBuilder();
        Write(root, text);
        return text.ToString();
    }

    private static int Count(JsonNode? node) => 1 + (node switch
    {
        JsonObject container => container.Sum(entry => Count(entry.Value)),
        JsonArray container => container.Sum(Count),
        _ => 0,
    });

    private void Write(JsonNode? node, StringBuilder text)
    {
        if (target-- == 0)
        {
            WriteChanged(node, text);
        }
        else
        {
            WriteAsItIs(node, text);
        }
    }

    private void WriteAsItIs(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject container:
                WriteObject([.. container.Select(entry => (entry.Key, entry.Value))], text);
                break;
            case JsonArray container:
                WriteArray([.. container], text);
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private void WriteChanged(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } container when random.Next(4) > 0:
                WriteObject(Changed(container), text);
                break;
            case JsonArray { Count: > 0 } container when random.Next(4) > 0:
                List<JsonNode?> items = [.. container];
                items.InsertRange(random.Next(items.Count), Enumerable.Repeat(items[random.Next(items.Count)], Many()));
                WriteArray(items, text);
                break;
            default:
                text.Append(Value(node));
                break;
        }
    }

    private List<(string Key, JsonNode? Value)> Changed(JsonObject container)
    {
        List<(string Key, JsonNode? Value)> entries = [.. container.Select(entry => (entry.Key, entry.Value))];
        var at = random.Next(entries.Count);
        switch (random.Next(5))
        {
            case 0:
                entries.RemoveAt(at);
                break;
            case 1:
                entries.Insert(at, entries[random.Next(entries.Count)]);
                break;
            case 2:
                entries[at] = (Settings[random.Next(Settings.Length)], entries[at].Value);
                break;
            case 3:
                entries.Insert(at, (Settings[random.Next(Settings.Length)], JsonValue.Create(paths[random.Next(paths.Count)])));
                break;
            default:
                entries.AddRange(Enumerable.Range(0, Many()).Select(i => ($"k{i}", entries[at].Value)));
                break;
        }
        return entries;
    }

    private string Value(JsonNode? node) => random.Next(8) switch
    {
        0 => $"\"{paths[random.Next(paths.Count)]}\"",
        1 => new string('[', 1 + random.Next(200)) + new string(']', random.Next(200)),
        2 => $"\"{new string('a', Many())}\"",
        3 => $"[{string.Join(',', Enumerable.Repeat(node?.ToJsonString() ?? "1", Many()))}]",
        _ => Values[random.Next(Values.Length)],
    };

    private int Many() => random.Next(600) switch { 0 => 1_000_000, < 20 => 20_000, _ => random.Next(20) };

    private void WriteObject(List<(string Key, JsonNode? Value)> entries, StringBuilder text)
    {
        text.Append('{');
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(i > 0 ? "," : "").Append(JsonValue.Create(entries[i].Key).ToJsonString()).Append(':');
            Write(entries[i].Value, text);
        }
        text.Append('}');
    }

    private void WriteArray(List<JsonNode?> items, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i > 0 ? "," : "");
            Write(items[i], text);
        }
        text.Append(']');
    }
}
