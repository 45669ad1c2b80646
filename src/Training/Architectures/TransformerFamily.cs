namespace Grokking.Training;

/// <summary>
/// The transformer of Nanda et al. (2023), and its kin: any number of blocks, with or without LayerNorm, attention rate r.
/// </summary>
public sealed record TransformerFamily() : ArchitectureFamily(FamilyId, "embedding, blocks of attention and MLP, unembedding")
{
    /// <summary>The id of this family.</summary>
    public const string FamilyId = "transformer";

    /// <inheritdoc/>
    /// <remarks>
    /// Starts as in Nanda et al. (2023): standard deviation 1/√d_model for all matrices (W_out too), 1/√d_vocab_out for W_U.
    /// </remarks>
    public override Architecture Build(ModelConfig model, ModularTask task)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        var dVocab = model.Format.DVocab(task.P);
        var dVocabOut = model.DVocabOut ?? dVocab;
        var std = 1 / Math.Sqrt(model.DModel);
        List<Layer> layers = [new Embed(dVocab, model.DModel, std), new PosEmbed(model.Format.NCtx, model.DModel, std)];
        for (var block = 0; block < model.NLayers; block++)
        {
            AddNorm(layers, model, $"blocks.{block}.ln1");
            layers.Add(new Attention(block, model.DModel, model.NHeads, model.HeadWidth, std, model.AttentionRate, model.Causal));
            AddNorm(layers, model, $"blocks.{block}.ln2");
            layers.Add(new Mlp(block, model.DModel, model.MlpWidth, model.Activation, std, std));
        }
        AddNorm(layers, model, "ln_final");
        layers.Add(new Unembed(model.DModel, dVocabOut, 1 / Math.Sqrt(dVocabOut)));
        return new Architecture(FamilyId, layers);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Validate(ModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Problems(model);
    }

    private static IEnumerable<string> Problems(ModelConfig model)
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
