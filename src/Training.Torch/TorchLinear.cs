using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>A hidden layer without a residual stream: σ(x·W + n·b).</summary>
internal sealed class TorchLinear(TorchWeights weights, Linear layer) : TorchLayer
{
    private readonly torch.Tensor weight = weights.Leaf(layer.WeightName, layer.DIn, layer.DOut);
    private readonly torch.Tensor? bias = layer.BiasTimes > 0 ? weights.Leaf(layer.BiasName, layer.DOut) : null;

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var pre = bias is null ? input.Branch.mm(weight) : bias.addmm(input.Branch, weight, beta: layer.BiasTimes);
        var post = Activate(layer.Activation, pre);
        return input with { Residual = post, Branch = post };
    }
}
