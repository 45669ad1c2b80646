using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>The networks without attention of Zhong et al. (2023), types A, B, C, D and X, as <c>torch.nn</c> stores
/// them.</summary>
internal sealed partial record ZhongMlpFormat() : StateDictFormat("a network without attention as Zhong et al. (2023) store it")
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.ContainsKey("l1.weight") && file.Tensors.ContainsKey("unembed.weight");

    /// <inheritdoc/>
    /// <remarks>Types B and C have the same shapes: a config beside the file decides, else the loss.</remarks>
    public override IEnumerable<StateDictReading> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        var separate = file.Tensors.ContainsKey("embed1.weight");
        var embedding = Get(path, file, separate ? "embed1.weight" : "embed.weight", 2).Shape;
        var hidden = Get(path, file, "l1.weight", 2).Shape;
        var answers = Get(path, file, "unembed.weight", 2).Shape[0];
        var concat = hidden[1] == 2 * embedding[1];
        string[] types = sidecar.ModelType is { } stated ? [stated]
            : separate ? ["X"]
            : concat ? ["D"]
            : file.Tensors.ContainsKey("l2.weight") ? ["B", "C"] : ["A"];
        return
            from type in types
            from task in TasksWith(answers, sidecar)
            select ReadAs(path, type, task, embedding[1], hidden[0]);
    }

    /// <inheritdoc/>
    protected override bool Knows(string name) => KnownName().IsMatch(name);

    private StateDictReading ReadAs(string path, string type, (string Id, int P) task, int dModel, int dMlp)
    {
        var family = ArchitectureCatalogue.Find(type switch
        {
            "A" => "mlp-alpha",
            "B" => "mlp-beta",
            "C" => "mlp-gamma",
            "D" => "mlp-delta",
            "X" => "mlp-x",
            _ => throw new InvalidDataException(
                $"{path}: model type '{ForeignText.Show(type)}' is not known; known: A, B, C, D, X."),
        });
        var config = new RunConfig
        {
            Task = new TaskConfig { Id = task.Id, P = task.P },
            Model = new ModelConfig
            {
                Architecture = family.Id, DModel = dModel, DMlp = dMlp, EqualsSign = false, SeparateVocabularies = type == "X",
            },
        };
        return new StateDictReading(
            config, name => SourceOf(name, type), null, $"{Description}, type {type}: {config.CreateOperation().Description}");
    }

    // Hidden layers are called l1 and l2 here as there, with the keys W and b.
    private static TensorSource SourceOf(string name, string type) => name switch
    {
        ParameterNames.W_E when type == "X" => new(["embed1.weight", "embed2.weight"], TensorLayout.Ours),
        ParameterNames.W_E => new("embed.weight", TensorLayout.Ours),
        ParameterNames.W_U => new("unembed.weight", TensorLayout.Transposed),
        [.. var layer, '.', 'W'] => new($"{layer}.weight", TensorLayout.Transposed),
        _ => new($"{name[..^2]}.bias", TensorLayout.Ours),
    };

    [GeneratedRegex(@"^((embed|embed1|embed2|unembed)\.weight|l[12]\.(weight|bias))$")]
    private static partial Regex KnownName();
}
