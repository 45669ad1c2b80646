using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>Logits at the last position: x·W_U + b_U, [batch, d_vocab_out].</summary>
internal sealed class TorchUnembed(TorchWeights weights, Unembed layer) : TorchLayer
{
    private readonly torch.Tensor weight = weights.Leaf(ParameterNames.W_U, layer.DModel, layer.DVocabOut);
    private readonly torch.Tensor? bias = layer.Bias ? weights.Leaf(ParameterNames.b_U, layer.DVocabOut) : null;

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var last = LastPosition(input.Branch, input.Positions);
        var logits = bias is null ? last.mm(weight) : bias.addmm(last, weight);
        return new TorchStream(logits, logits, Shared: false, Positions: 1);
    }
}
