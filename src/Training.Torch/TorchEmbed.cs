using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Starts the stream as W_E[token], plus W_pos[pos] where positions are embedded: both tables lie one behind the other in the buffer, so
/// that they are read by one product.
/// </summary>
internal sealed class TorchEmbed(TorchWeights weights, Embed layer, PosEmbed? positions) : TorchLayer
{
    private readonly torch.Tensor table = weights.Leaf(ParameterNames.W_E, layer.DVocab + (positions?.NCtx ?? 0), layer.DModel);

    /// <summary>Ignores its input: the stream starts here.</summary>
    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var rows = (positions is null ? plan.TokenOfRow(layer.DVocab) : plan.TokenAndPositionOfRow(layer.DVocab)).mm(table);
        return new TorchStream(rows, rows, plan.Shared, plan.NCtx);
    }
}
