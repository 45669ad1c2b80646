namespace Grokking.Training;

/// <summary>A hidden layer without a residual stream: σ(x·W + n·b). Its activations are <c>NAME.hook_pre</c> and <c>NAME.hook_post</c>.</summary>
/// <param name="Name">Prefix of its keys, for example <c>l1</c>: <c>l1.W</c> [d_in, d_out], <c>l1.b</c> [d_out].</param>
/// <param name="DIn">Width of its input.</param>
/// <param name="DOut">Number of neurons.</param>
/// <param name="Activation">The non-linearity σ.</param>
/// <param name="BiasTimes">How often the bias counts: 0 for none, 2 where a layer is applied to each of two tokens before their sum.</param>
/// <param name="Start">What W, and b where there is one, are drawn from.</param>
public sealed record Linear(string Name, int DIn, int DOut, ActivationKind Activation, int BiasTimes, Initialization Start) : Layer
{
    /// <summary>Key of the weights, [d_in, d_out].</summary>
    public string WeightName => Name + ".W";

    /// <summary>Key of the bias, [d_out].</summary>
    public string BiasName => Name + ".b";

    /// <summary>Name of the activation before the non-linearity.</summary>
    public string PreName => Name + ".hook_pre";

    /// <summary>Name of the activation after the non-linearity.</summary>
    public string PostName => Name + ".hook_post";

    /// <inheritdoc/>
    public override int InWidth => DIn;

    /// <inheritdoc/>
    public override int OutWidth => DOut;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters
    {
        get
        {
            yield return new(WeightName, new Shape(DIn, DOut), Start);
            if (BiasTimes > 0)
            {
                yield return new(BiasName, new Shape(DOut), Start);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [PreName, PostName];
}
