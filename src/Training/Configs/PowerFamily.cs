namespace Grokking.Training;

/// <summary>
/// The decoder of Power et al. (2022): LayerNorm on the stream behind each attention and each MLP, fixed sinusoidal positions, no
/// biases in its matrices, an unembedding of its own. Starts as PyTorch's modules do: embeddings standard normal, matrices
/// uniform within 1/√(inputs).
/// </summary>
public sealed record PowerFamily() : ArchitectureFamily(FamilyId, "post-norm decoder with fixed positions (Power et al. 2022)")
{
    /// <summary>Its id.</summary>
    public const string FamilyId = "transformer-power";

    /// <inheritdoc/>
    protected override IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var dVocab = model.Format.DVocab(operation);
        List<Layer> layers = [new Embed(dVocab, model.DModel, 1), new Sinusoids(model.DModel)];
        for (var block = 0; block < model.NLayers; block++)
        {
            layers.Add(
                new Attention(
                    block, model.DModel, model.NHeads, model.HeadWidth, Uniform(model.DModel), model.AttentionRate,
                    model.Causal));
            layers.Add(new LayerNorm($"blocks.{block}.ln1", model.DModel, OnStream: true));
            layers.Add(
                new Mlp(
                    block, model.DModel, model.MlpWidth, model.Activation, Uniform(model.DModel), Uniform(model.MlpWidth),
                    Bias: false));
            layers.Add(new LayerNorm($"blocks.{block}.ln2", model.DModel, OnStream: true));
        }
        layers.Add(new Unembed(model.DModel, Math.Max(model.DVocabOut ?? 0, dVocab), Uniform(model.DModel)));
        return layers;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate(ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var problems = TransformerFamily.Problems(model);
        if (model.LayerNorm)
        {
            problems = problems.Append($"layer_norm: is of pre-norm networks; '{FamilyId}' has its own, set false.");
        }
        return model.Causal ? problems : problems.Append($"causal: expected true for '{FamilyId}', got false.");
    }

    private static Initialisation Uniform(int inputs) => Initialisation.Uniform(1 / Math.Sqrt(inputs));
}
