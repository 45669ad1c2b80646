namespace Grokking.Training;

/// <summary>
/// Networks without attention that read a pair of embeddings: those of Zhong et al. (2023) and, without biases, of Chughtai,
/// Chan and Nanda (2023). <c>d_model</c> is the width of an embedding, <c>d_mlp</c> that of the hidden layers.
/// </summary>
/// <param name="Id">Its id in configs.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Kind">How the two embeddings become one vector.</param>
/// <param name="HiddenLayers">Number of hidden layers.</param>
/// <param name="BiasTimes">How often the first layer's bias counts; 0 means no biases at all.</param>
/// <param name="SeparateVocabularies">Whether a and b have embedding tables of their own.</param>
public sealed record PairMlpFamily(
    string Id, string Description, CombineKind Kind, int HiddenLayers, int BiasTimes, bool SeparateVocabularies)
    : ArchitectureFamily(Id, Description)
{
    /// <summary>All families of this kind.</summary>
    public static IReadOnlyList<PairMlpFamily> Variants { get; } =
    [
        new("mlp-alpha", "sum of embeddings, one hidden layer (Zhong et al. 2023, model α)", CombineKind.Sum, 1, 1, false),
        new("mlp-beta", "sum of embeddings, two hidden layers (Zhong et al. 2023, model β)", CombineKind.Sum, 2, 1, false),
        new("mlp-gamma", "first layer on each embedding, their sum, a second layer (Zhong et al. 2023, model γ)", CombineKind.Sum,
            2, 2, false),
        new("mlp-delta", "embeddings end to end, one hidden layer (Zhong et al. 2023, model δ)", CombineKind.Concat, 1, 1, false),
        new("mlp-x", "sum of embeddings from two tables, one hidden layer (Zhong et al. 2023, type X)", CombineKind.Sum, 1, 1,
            true),
        new("mlp-groups", "embeddings from two tables end to end, one hidden layer, no biases (Chughtai et al. 2023)",
            CombineKind.Concat, 1, 0, true),
    ];

    // The papers' constants: embeddings of any width start at 1/√128 in Zhong et al.
    private const double ZhongEmbedStd = 0.08838834764831845;

    /// <inheritdoc/>
    protected override IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var format = model.Format;
        var combine = new Combine(Kind, model.DModel, format.NCtx);
        var embedStd = BiasTimes == 0 ? 1 / Math.Sqrt(model.DModel) : ZhongEmbedStd;
        List<Layer> layers = [new Embed(format.DVocab(operation), model.DModel, embedStd), combine];
        for (var i = 0; i < HiddenLayers; i++)
        {
            var dIn = layers[^1].OutWidth;
            var start = BiasTimes == 0 ? Initialisation.Normal(1 / Math.Sqrt(dIn)) : Initialisation.Uniform(1 / Math.Sqrt(dIn));
            var biasTimes = i == 0 ? BiasTimes : Math.Min(BiasTimes, 1);
            layers.Add(new Linear($"l{i + 1}", dIn, model.MlpWidth, model.Activation, biasTimes, start));
        }
        layers.Add(new Unembed(model.MlpWidth, model.DVocabOut ?? operation.Answers, 1 / Math.Sqrt(model.MlpWidth)));
        return layers;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate(ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var problems = ConfigCheck.InRange("d_model", model.DModel, 1, 8192)
            .Concat(ConfigCheck.InRange("d_mlp", model.DMlp, 1, 65536))
            .Concat(ConfigCheck.InRange("d_vocab_out", model.DVocabOut, 2, 65536));
        if (model.EqualsSign)
        {
            problems = problems.Append($"equals_sign: expected false for '{Id}', which reads two tokens, got true.");
        }
        if (model.SeparateVocabularies != SeparateVocabularies)
        {
            problems = problems.Append(
                $"separate_vocabularies: expected {(SeparateVocabularies ? "true" : "false")} for '{Id}', got "
                    + $"{(SeparateVocabularies ? "false" : "true")}.");
        }
        return problems;
    }
}
