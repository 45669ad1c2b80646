using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// One layer on torch. Forward passes alone are written: gradients are torch's own. Products are mm, bmm and addmm: on shapes
/// that do not fit, TorchSharp's matmul ends the process where these throw.
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
        ActivationKind.Abs => pre.abs(),
        ActivationKind.Quartic => pre.mul(pre).square(),
        _ => throw new NotSupportedException($"engine '{EngineCatalogue.Torch}' has no activation {kind}."),
    };

    /// <summary>x·W, plus b where there is a bias.</summary>
    protected static torch.Tensor Product(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias) =>
        bias is null ? x.mm(weight) : bias.addmm(x, weight);

    /// <summary>The rows of the last position, [batch, width], of rows that are sample by sample.</summary>
    protected static torch.Tensor LastPosition(torch.Tensor rows, int positions) =>
        positions == 1 ? rows : rows.view(-1, positions, rows.shape[1]).select(1, positions - 1);
}

/// <summary>
/// Starts the stream as W_E[token], plus W_pos[pos] where positions are embedded: both tables lie one behind the other in the
/// buffer, so that they are read by one product.
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

/// <summary>One row a sample from those of its positions: their sum, or end to end.</summary>
internal sealed class TorchCombine(Combine layer) : TorchLayer
{
    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var output = layer.Kind == CombineKind.Sum
            ? plan.UsesOfRows.mm(input.Branch)
            : input.Branch.index_select(0, plan.RowOfEach).view(plan.Samples, layer.OutWidth);
        return new TorchStream(output, output, Shared: false, Positions: 1);
    }
}

/// <summary>Normalises what the next layer reads; the residual stream goes by.</summary>
internal sealed class TorchLayerNorm(TorchWeights weights, LayerNorm layer) : TorchLayer
{
    private readonly torch.Tensor weight = weights.Leaf(layer.Name + ".w", layer.DModel);
    private readonly torch.Tensor bias = weights.Leaf(layer.Name + ".b", layer.DModel);

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var normalised = torch.nn.functional.layer_norm(input.Residual, [layer.DModel], weight, bias, layer.Epsilon);
        return layer.OnStream ? input with { Residual = normalised, Branch = normalised } : input with { Branch = normalised };
    }
}

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

/// <summary>Neurons on what comes in: σ(x).</summary>
internal sealed class TorchNeurons(Neurons layer) : TorchLayer
{
    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var post = Activate(layer.Activation, input.Branch);
        return input with { Residual = post, Branch = post };
    }
}

/// <summary>Adds σ(x·W_in + b_in)·W_out + b_out to the stream.</summary>
internal sealed class TorchMlp(TorchWeights weights, Mlp layer) : TorchLayer
{
    private readonly torch.Tensor inWeight = weights.Leaf(ParameterNames.W_in(layer.Block), layer.DModel, layer.DMlp);
    private readonly torch.Tensor? inBias = layer.Bias ? weights.Leaf(ParameterNames.b_in(layer.Block), layer.DMlp) : null;
    private readonly torch.Tensor outWeight = weights.Leaf(ParameterNames.W_out(layer.Block), layer.DMlp, layer.DModel);
    private readonly torch.Tensor? outBias = layer.Bias ? weights.Leaf(ParameterNames.b_out(layer.Block), layer.DModel) : null;

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var post = Activate(layer.Activation, Product(input.Branch, inWeight, inBias));
        var output = Product(post, outWeight, outBias).add(input.Residual);
        return input with { Residual = output, Branch = output };
    }
}

/// <summary>Logits at the last position: x·W_U + b_U, [batch, d_vocab_out].</summary>
internal sealed class TorchUnembed(TorchWeights weights, Unembed layer) : TorchLayer
{
    private readonly torch.Tensor weight = weights.Leaf(ParameterNames.W_U, layer.DModel, layer.DVocabOut);
    private readonly torch.Tensor? bias = layer.Bias ? weights.Leaf(ParameterNames.b_U, layer.DVocabOut) : null;

    public override TorchStream Forward(TorchStream input, TorchPlan plan)
    {
        var last = LastPosition(input.Branch, input.Positions);
        var logits = Product(last, weight, bias);
        return new TorchStream(logits, logits, Shared: false, Positions: 1);
    }
}
