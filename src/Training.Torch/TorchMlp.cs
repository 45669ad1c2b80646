using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>Adds σ(x·W_in + b_in)·W_out + b_out to the stream.</summary>
internal sealed class TorchMlp(TorchWeights weights, Mlp layer) : TorchLayer
{
    private readonly torch.Tensor inWeight = weights.Leaf(ParameterNames.W_in(layer.Block), layer.DModel, layer.DMlp);
    private readonly torch.Tensor inBias = weights.Leaf(ParameterNames.b_in(layer.Block), layer.DMlp);
    private readonly torch.Tensor outWeight = weights.Leaf(ParameterNames.W_out(layer.Block), layer.DMlp, layer.DModel);
    private readonly torch.Tensor outBias = weights.Leaf(ParameterNames.b_out(layer.Block), layer.DModel);

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var post = Activate(layer.Activation, inBias.addmm(input.Branch, inWeight));
        var output = outBias.addmm(post, outWeight).add(input.Residual);
        return input with { Residual = output, Branch = output };
    }
}
