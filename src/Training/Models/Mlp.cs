namespace Grokking.Training;

/// <summary>Two-layer perceptron with biases, added to the residual stream: σ(x·W_in + b_in)·W_out + b_out.</summary>
/// <param name="Block">Index of the block, from 0.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="DMlp">Number of neurons.</param>
/// <param name="Activation">The non-linearity σ.</param>
/// <param name="InStd">Standard deviation of the normal that W_in is drawn from; biases start at 0.</param>
/// <param name="OutStd">Standard deviation of the normal that W_out is drawn from.</param>
public sealed record Mlp(int Block, int DModel, int DMlp, ActivationKind Activation, double InStd, double OutStd) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(ParameterNames.W_in(Block), new Shape(DModel, DMlp), Initialization.Normal(InStd)),
        new(ParameterNames.b_in(Block), new Shape(DMlp), Initialization.Constant(0)),
        new(ParameterNames.W_out(Block), new Shape(DMlp, DModel), Initialization.Normal(OutStd)),
        new(ParameterNames.b_out(Block), new Shape(DModel), Initialization.Constant(0)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints =>
        [HookNames.MlpPre(Block), HookNames.MlpPost(Block), HookNames.MlpOut(Block), HookNames.ResidPost(Block)];
}
