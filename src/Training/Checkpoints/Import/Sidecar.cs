using System.Text.Json;

namespace Grokking.Training;

/// <summary>
/// What a paper's code wrote beside a checkpoint: <c>config_ID.json</c> beside <c>model_ID.pt</c> (Zhong et al. 2023), or
/// <c>cfg.json</c> in the same folder (Chughtai et al. 2023). Everything is null where there is none.
/// </summary>
internal sealed class Sidecar
{
    private static readonly JsonSerializerOptions Lenient =
        new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly JsonElement json;

    private Sidecar(string? path, JsonElement json)
    {
        Path = path;
        this.json = json;
    }

    /// <summary>The file, or null.</summary>
    public string? Path { get; }

    /// <summary>Modulus.</summary>
    public int? P => Int("C");

    /// <summary>Attention rate r.</summary>
    public double? AttentionRate => Number("attn_coeff");

    /// <summary>Whether b has tokens of its own.</summary>
    public bool? SeparateVocabularies => Int("diff_vocab") is { } value ? value != 0 : null;

    /// <summary>Whether "=" follows the pair.</summary>
    public bool? EqualsSign => Int("eqn_sign") is { } value ? value != 0 : null;

    /// <summary>Type of the networks without attention: A, B, C, D or X.</summary>
    public string? ModelType => Text("model_type");

    /// <summary>Non-linearity.</summary>
    public ActivationKind? Activation => Text("act_fn")?.ToUpperInvariant() switch
    {
        null => null,
        "RELU" => ActivationKind.Relu,
        "GELU" => ActivationKind.Gelu,
        "TANH" => ActivationKind.Tanh,
        var other =>
            throw new InvalidDataException($"{Path}: 'act_fn': expected ReLU, GeLU or Tanh, got '{ForeignText.Show(other)}'."),
    };

    /// <summary>Id of the task that the group stands for.</summary>
    public string? Group => Text("group") switch
    {
        "CyclicGroup" => ModularOperation.Addition,
        "DihedralGroup" => GroupOperation.DihedralId,
        "SymmetricGroup" => GroupOperation.SymmetricId,
        "AlternatingGroup" => GroupOperation.AlternatingId,
        null => null,
        var other => throw new InvalidDataException($"{Path}: 'group': '{ForeignText.Show(other)}' is not a known group."),
    };

    /// <summary>The split of Chughtai et al.: the first pairs of <c>torch.randperm(n²)</c> after
    /// <c>torch.manual_seed(seed)</c>.</summary>
    /// <exception cref="InvalidDataException">The share of pairs to train on is out of range.</exception>
    public Split? SplitOf(int order)
    {
        if (Text("group") is null || Int("seed") is not { } seed || Number("frac_train") is not { } fraction || seed == 0)
        {
            return null;
        }
        var count = (int)(fraction * order * order);
        if (count < 1 || count > order * order)
        {
            throw new InvalidDataException(
                $"{Path}: 'frac_train': expected a share of the {order * order} pairs, above 0 to 1, got "
                    + $"{ForeignText.Show($"{Get("frac_train")}")}.");
        }
        var pairs = new TorchRandom(seed).Permutation(order * order);
        return new Split(pairs[..count], pairs[count..]);
    }

    /// <summary>Reads what lies beside a checkpoint.</summary>
    /// <exception cref="InvalidDataException">There is such a file, but it is not a JSON object, or has a key twice.</exception>
    public static Sidecar Beside(string checkpointPath)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(checkpointPath))!;
        var name = System.IO.Path.GetFileNameWithoutExtension(checkpointPath);
        var id = name.StartsWith("model_", StringComparison.Ordinal) ? name["model_".Length..] : name;
        string[] places = [System.IO.Path.Combine(folder, $"config_{id}.json"), System.IO.Path.Combine(folder, "cfg.json")];
        var path = places.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new Sidecar(null, default);
        }
        var json = JsonSerializer.Deserialize<JsonElement>(JsonInput.ReadFile(path), Lenient);
        return json.ValueKind == JsonValueKind.Object
            ? new Sidecar(path, json)
            : throw new InvalidDataException($"{path}: expected a JSON object, got {json.ValueKind}.");
    }

    private JsonElement? Get(string key) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;

    private int? Int(string key) => Get(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.False } => 0,
        var value =>
            throw new InvalidDataException($"{Path}: '{key}': expected a whole number, got {ForeignText.Show($"{value}")}."),
    };

    private double? Number(string key) => Get(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        var value => throw new InvalidDataException($"{Path}: '{key}': expected a number, got {ForeignText.Show($"{value}")}."),
    };

    private string? Text(string key) => Get(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        var value => throw new InvalidDataException($"{Path}: '{key}': expected text, got {ForeignText.Show($"{value}")}."),
    };
}
