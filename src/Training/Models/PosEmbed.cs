namespace Grokking.Training;

/// <summary>Learned positional embedding: adds W_pos[pos] to the stream.</summary>
/// <param name="NCtx">Number of positions.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="Std">Standard deviation of the normal that W_pos is drawn from.</param>
public sealed record PosEmbed(int NCtx, int DModel, double Std) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
        [new(ParameterNames.W_pos, new Shape(NCtx, DModel), Initialization.Normal(Std))];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookNames.PosEmbed];
}
