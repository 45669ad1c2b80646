using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// One layer on torch. Forward passes alone are written: gradients are torch's own. Products are mm, bmm and addmm: on shapes that do not fit,
/// TorchSharp's matmul ends the process where these throw.
/// </summary>
internal abstract class TorchLayer
{
    /// <summary>Computes this layer's output from tensors that live in the caller's scope.</summary>
    public abstract TorchStream Forward(TorchStream input, TorchPlan plan);

    /// <summary>The non-linearity of a hidden layer.</summary>
    protected static torch.Tensor Activate(ActivationKind kind, torch.Tensor pre) => kind switch
    {
        ActivationKind.Identity => pre,
        ActivationKind.Relu => pre.relu(),
        ActivationKind.Gelu => pre.gelu(),
        ActivationKind.Tanh => pre.tanh(),
        ActivationKind.Quadratic => pre.mul(pre),
        _ => throw new NotSupportedException($"engine '{EngineCatalogue.Torch}' has no activation {kind}."),
    };

    /// <summary>The rows of the last position, [batch, width], of rows that are sample by sample.</summary>
    protected static torch.Tensor LastPosition(torch.Tensor rows, int positions) =>
        positions == 1 ? rows : rows.view(-1, positions, rows.shape[1]).select(1, positions - 1);
}
