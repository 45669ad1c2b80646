namespace Grokking.Training;

/// <summary>A way to make a list of layers from a model config and an operation.</summary>
/// <param name="Id">Its id in configs; never changes once released.</param>
/// <param name="Description">One line for lists.</param>
public abstract record ArchitectureFamily(string Id, string Description)
{
    /// <summary>Weights of the largest network that is taken: 2 GB as float32, and some five times that while it is
    /// trained.</summary>
    public const long MostWeights = 500_000_000;

    /// <summary>The network for an operation. The config has been validated.</summary>
    public Architecture Build(ModelConfig model, BinaryOperation operation) => new(Id, Layers(model, operation));

    /// <summary>Number of weights of the network for an operation, whose sizes are each in range; nothing is allocated for
    /// them.</summary>
    public long CountWeights(ModelConfig model, BinaryOperation operation) =>
        Layers(model, operation).SelectMany(layer => layer.Parameters).Sum(parameter => parameter.Shape.LongCount);

    /// <summary>The layers for an operation, whose sizes are each in range.</summary>
    protected abstract IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation);

    /// <summary>Every problem of the model config for this family, each a sentence that names the setting.</summary>
    public abstract IEnumerable<string> Validate(ModelConfig model);
}

/// <summary>The architectures that can be named in a config. A new one is one file and one line here.</summary>
public static class ArchitectureCatalogue
{
    /// <summary>All families.</summary>
    public static IReadOnlyList<ArchitectureFamily> All { get; } =
        [.. TransformerFamily.Variants, new PowerFamily(), .. PairMlpFamily.Variants, new OneHotMlpFamily()];

    /// <summary>The family of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static ArchitectureFamily Find(string id) =>
        All.FirstOrDefault(family => family.Id == id)
        ?? throw new ArgumentException(
            $"architecture '{id}' is unknown.{Suggest.Among(id, All.Select(family => family.Id))}", nameof(id));
}

/// <summary>
/// Transformers: any number of blocks, with or without LayerNorm, attention rate r. The variants differ in how they start.
/// </summary>
/// <param name="Id">Its id in configs.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Start">Standard deviations at the start.</param>
public sealed record TransformerFamily(string Id, string Description, Func<ModelConfig, int, TransformerStart> Start)
    : ArchitectureFamily(Id, Description)
{
    /// <summary>The id of the default, the transformer of Nanda et al. (2023).</summary>
    public const string FamilyId = "transformer";

    /// <summary>The id of the transformer of Zhong et al. (2023).</summary>
    public const string ZhongId = "transformer-zhong";

    /// <summary>The id of the transformer of Chughtai, Chan and Nanda (2023).</summary>
    public const string GroupsId = "transformer-groups";

    /// <summary>All families of this kind.</summary>
    public static IReadOnlyList<TransformerFamily> Variants { get; } =
    [
        new(FamilyId, "starts as in Nanda et al. (2023): 1/√d_model, W_U 1/√d_vocab_out", TransformerStart.Nanda),
        new(ZhongId, "starts as in Zhong et al. (2023): as Nanda, but W_in 1/√d_mlp", TransformerStart.Zhong),
        new(GroupsId, "starts as in Chughtai et al. (2023): 0.8/√d_model", TransformerStart.Groups),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var dVocab = model.Format.DVocab(operation);
        var dVocabOut = model.DVocabOut ?? Math.Max(dVocab, operation.Answers);
        var start = Start(model, dVocabOut);
        List<Layer> layers =
            [new Embed(dVocab, model.DModel, start.Std), new PosEmbed(model.Format.NCtx, model.DModel, start.Std)];
        for (var block = 0; block < model.NLayers; block++)
        {
            AddNorm(layers, model, $"blocks.{block}.ln1");
            layers.Add(
                new Attention(block, model.DModel, model.NHeads, model.HeadWidth, start.Std, model.AttentionRate, model.Causal));
            AddNorm(layers, model, $"blocks.{block}.ln2");
            layers.Add(new Mlp(block, model.DModel, model.MlpWidth, model.Activation, start.InStd, start.Std));
        }
        AddNorm(layers, model, "ln_final");
        layers.Add(new Unembed(model.DModel, dVocabOut, start.UnembedStd));
        return layers;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate(ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Problems(model);
    }

    /// <summary>What is wrong with the sizes of a transformer.</summary>
    internal static IEnumerable<string> Problems(ModelConfig model)
    {
        foreach (var problem in ConfigCheck.InRange("n_layers", model.NLayers, 1, 16)
            .Concat(ConfigCheck.InRange("d_model", model.DModel, 1, 8192))
            .Concat(ConfigCheck.InRange("n_heads", model.NHeads, 1, 256))
            .Concat(ConfigCheck.InRange("d_head", model.DHead, 1, 8192))
            .Concat(ConfigCheck.InRange("d_mlp", model.DMlp, 1, 65536))
            .Concat(ConfigCheck.InRange("d_vocab_out", model.DVocabOut, 2, 65536))
            .Concat(ConfigCheck.InRange("attention_rate", model.AttentionRate, 0.0, 1.0)))
        {
            yield return problem;
        }
        if (model.DHead is null && model.NHeads > 0 && model.DModel % model.NHeads != 0)
        {
            yield return $"n_heads: expected a divisor of d_model = {model.DModel}, got {model.NHeads}; or set d_head.";
        }
    }

    private static void AddNorm(List<Layer> layers, ModelConfig model, string name)
    {
        if (model.LayerNorm)
        {
            layers.Add(new LayerNorm(name, model.DModel));
        }
    }
}

/// <summary>Standard deviations of a transformer's weights at the start.</summary>
/// <param name="Std">Of all matrices that are not named here.</param>
/// <param name="InStd">Of W_in.</param>
/// <param name="UnembedStd">Of W_U.</param>
public sealed record TransformerStart(double Std, double InStd, double UnembedStd)
{
    /// <summary>Nanda et al. (2023): 1/√d_model (W_out too), 1/√d_vocab_out for W_U.</summary>
    public static TransformerStart Nanda(ModelConfig model, int dVocabOut)
    {
        ArgumentNullException.ThrowIfNull(model);
        var std = 1 / Math.Sqrt(model.DModel);
        return new(std, std, 1 / Math.Sqrt(dVocabOut));
    }

    /// <summary>Zhong et al. (2023): as Nanda et al., but 1/√d_mlp for W_in.</summary>
    public static TransformerStart Zhong(ModelConfig model, int dVocabOut) =>
        Nanda(model, dVocabOut) with { InStd = 1 / Math.Sqrt(model.MlpWidth) };

    /// <summary>Chughtai, Chan and Nanda (2023): 0.8/√d_model for all.</summary>
    public static TransformerStart Groups(ModelConfig model, int dVocabOut)
    {
        ArgumentNullException.ThrowIfNull(model);
        var std = 0.8 / Math.Sqrt(model.DModel);
        return new(std, std, std);
    }
}
