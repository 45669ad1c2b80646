namespace Grokking.Training;

/// <summary>Logits at the last position: x·W_U, plus b_U where there is a bias.</summary>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="DVocabOut">Number of output classes.</param>
/// <param name="Std">Standard deviation of the normal that W_U is drawn from.</param>
/// <param name="Bias">Whether there is a bias, which starts at 0.</param>
public sealed record Unembed(int DModel, int DVocabOut, double Std, bool Bias = false) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DVocabOut;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters
    {
        get
        {
            yield return new(ParameterNames.W_U, new Shape(DModel, DVocabOut), Initialization.Normal(Std));
            if (Bias)
            {
                yield return new(ParameterNames.b_U, new Shape(DVocabOut), Initialization.Constant(0));
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [];
}
