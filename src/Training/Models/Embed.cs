namespace Grokking.Training;

/// <summary>Token embedding: the stream starts as W_E[token].</summary>
/// <param name="DVocab">Number of tokens.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="Std">Standard deviation of the normal that W_E is drawn from.</param>
public sealed record Embed(int DVocab, int DModel, double Std) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => 0;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
        [new(ParameterNames.W_E, new Shape(DVocab, DModel), Initialization.Normal(Std))];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookNames.Embed];
}
