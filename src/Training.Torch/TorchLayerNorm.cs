using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>Normalises what the next layer reads; the residual stream goes by.</summary>
internal sealed class TorchLayerNorm(TorchWeights weights, LayerNorm layer) : TorchLayer
{
    private readonly torch.Tensor weight = weights.Leaf(layer.Name + ".w", layer.DModel);
    private readonly torch.Tensor bias = weights.Leaf(layer.Name + ".b", layer.DModel);

    public override TorchStream Forward(TorchStream input, TorchPlan plan) =>
        input with { Branch = torch.nn.functional.layer_norm(input.Residual, [layer.DModel], weight, bias, layer.Epsilon) };
}
