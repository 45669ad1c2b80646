namespace Grokking.Training;

/// <summary>The transformers of Nanda et al. (2023) and Zhong et al. (2023): transposed matrices, W_O with two axes.</summary>
internal sealed record PaperTransformerFamily()
    : TransformerFileFamily("a transformer as Nanda et al. (2023) and Zhong et al. (2023) store it", TensorLayout.Paper)
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.TryGetValue(ParameterNames.W_O(0), out var output) && output.Shape.Rank == 2;

    /// <inheritdoc/>
    /// <remarks>
    /// Two positions, or an attention rate beside the file, mean Zhong et al., who use no mask; three positions alone mean Nanda et
    /// al. Without a rate beside the file 1 and 0 are tried: other rates cannot be told from the weights.
    /// </remarks>
    public override IEnumerable<Candidate> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        var position = Get(path, file, ParameterNames.W_pos, 2);
        var heads = Get(path, file, ParameterNames.W_K(0), 3).Shape[0];
        var dVocab = Get(path, file, ParameterNames.W_E, 2).Shape[1];
        var (nCtx, dModel) = (position.Shape[0], position.Shape[1]);
        var isZhong = nCtx == 2 || sidecar.AttentionRate is not null;
        var sizes = new ModelConfig
        {
            Architecture = isZhong ? TransformerFamily.ZhongId : TransformerFamily.FamilyId,
            NLayers = Blocks(file),
            DModel = dModel,
            NHeads = heads,
            DHead = Get(path, file, ParameterNames.W_O(0), 2).Shape[1] / heads,
            DMlp = Get(path, file, ParameterNames.W_in(0), 2).Shape[0],
            DVocabOut = Get(path, file, ParameterNames.W_U, 2).Shape[1],
            Activation = sidecar.Activation ?? ActivationKind.Relu,
            Causal = !isZhong,
        };
        double[] rates = sidecar.AttentionRate is { } rate ? [rate] : isZhong ? [1, 0] : [1];
        return Readings(path, sizes, nCtx, dVocab, sidecar, rates);
    }
}
