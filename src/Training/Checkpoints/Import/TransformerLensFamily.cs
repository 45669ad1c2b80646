namespace Grokking.Training;

/// <summary>Transformers with TransformerLens names and shapes: those of Chughtai et al. (2023), the library's own demo, and ours.</summary>
internal sealed record TransformerLensFamily()
    : TransformerFileFamily("a transformer with TransformerLens names", TensorLayout.Ours)
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.TryGetValue(ParameterNames.W_O(0), out var output) && output.Shape.Rank == 3;

    /// <inheritdoc/>
    public override IEnumerable<Candidate> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        RejectBiases(path, file);
        var output = Get(path, file, ParameterNames.W_O(0), 3).Shape;
        var embedding = Get(path, file, ParameterNames.W_E, 2).Shape;
        var sizes = new ModelConfig
        {
            Architecture = sidecar.Group is null ? TransformerFamily.FamilyId : TransformerFamily.GroupsId,
            NLayers = Blocks(file),
            DModel = embedding[1],
            NHeads = output[0],
            DHead = output[1],
            DMlp = Get(path, file, ParameterNames.W_in(0), 2).Shape[1],
            DVocabOut = Get(path, file, ParameterNames.W_U, 2).Shape[1],
            Activation = sidecar.Activation ?? ActivationKind.Relu,
            LayerNorm = file.Tensors.ContainsKey("blocks.0.ln1.w"),
        };
        return Readings(path, sizes, Get(path, file, ParameterNames.W_pos, 2).Shape[0], embedding[0], sidecar, [1]);
    }

    // Our attention and unembedding have no biases; TransformerLens stores them, frozen at zero in grokking runs.
    private static void RejectBiases(string path, NamedTensors file)
    {
        foreach (var (name, tensor) in file.Tensors)
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (last is "b_Q" or "b_K" or "b_V" or "b_O" or "b_U" && tensor.Span.IndexOfAnyExcept(0f) >= 0)
            {
                throw new InvalidDataException($"{path}: '{ForeignText.Show(name)}' is not zero; attention and unembedding biases are not supported.");
            }
        }
    }
}
