namespace Grokking.Training;

/// <summary>The one-layer MLP of Chughtai, Chan and Nanda (2023): W_x, W_y, W, W_U, no biases.</summary>
internal sealed record GroupMlpFormat() : StateDictFormat("a one-layer MLP as Chughtai et al. (2023) store it")
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.ContainsKey("W_x") && file.Tensors.ContainsKey("W_y") && file.Tensors.ContainsKey("W");

    /// <inheritdoc/>
    public override IEnumerable<StateDictReading> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        var embedding = Get(path, file, "W_x", 2).Shape;
        var hidden = Get(path, file, "W", 2).Shape;
        return TasksWith(embedding[0], sidecar).Select(task => ReadAs(task, embedding[1], hidden[1], sidecar));
    }

    /// <inheritdoc/>
    protected override bool Knows(string name) => name is "W_x" or "W_y" or "W" or "W_U";

    private StateDictReading ReadAs((string Id, int P) task, int dModel, int dMlp, Sidecar sidecar)
    {
        var split = sidecar.SplitOf(task.P);
        var config = new RunConfig
        {
            Task = new TaskConfig { Id = task.Id, P = task.P },
            Split = split is null ? new SplitConfig() : new SplitConfig { TrainPairs = split.Train, TestPairs = split.Test },
            Model = new ModelConfig
            {
                Architecture = "mlp-groups", DModel = dModel, DMlp = dMlp, EqualsSign = false, SeparateVocabularies = true,
            },
        };
        return new StateDictReading(config, SourceOf, split, $"{Description}: {config.CreateOperation().Description}");
    }

    private static TensorSource SourceOf(string name) => name switch
    {
        ParameterNames.W_E => new(["W_x", "W_y"], TensorLayout.Ours),
        ParameterNames.W_U => new("W_U", TensorLayout.Ours),
        _ => new("W", TensorLayout.Ours),
    };
}
