namespace Grokking.Training;

/// <summary>
/// Neurons without weights of their own: σ(x) of what comes in, which rows of an embedding make where inputs are one-hot. Its
/// activations are <c>NAME.hook_pre</c> and <c>NAME.hook_post</c>.
/// </summary>
/// <param name="Name">Prefix of its hook points.</param>
/// <param name="Width">Number of neurons.</param>
/// <param name="Activation">The non-linearity σ.</param>
public sealed record Neurons(string Name, int Width, ActivationKind Activation) : Layer
{
    /// <summary>Name of the activation before the non-linearity.</summary>
    public string PreName => Name + ".hook_pre";

    /// <summary>Name of the activation after the non-linearity.</summary>
    public string PostName => Name + ".hook_post";

    /// <inheritdoc/>
    public override int InWidth => Width;

    /// <inheritdoc/>
    public override int OutWidth => Width;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters => [];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [PreName, PostName];

    /// <inheritdoc/>
    public override NeuronPoints NeuronPoints => new(PreName, PostName, Width, Activation);
}

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) as PyTorch's BatchNorm1d: each column less its mean, over √(variance + ε), times
/// w, plus b. While gradients are taken, moments are the batch's; else they are the running ones, which each update moves by a
/// tenth and which are kept with the weights.
/// </summary>
/// <param name="Name">Prefix of its keys: <c>NAME.w</c>, <c>NAME.b</c>, <c>NAME.mean</c>, <c>NAME.var</c>, each [width].</param>
/// <param name="Width">Number of columns.</param>
/// <param name="Epsilon">ε, added to the variance.</param>
public sealed record BatchNorm(string Name, int Width, double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => Width;

    /// <inheritdoc/>
    public override int OutWidth => Width;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(Name + ".w", new Shape(Width), Initialisation.Constant(1)),
        new(Name + ".b", new Shape(Width), Initialisation.Constant(0)),
        new(Name + ".mean", new Shape(Width), Initialisation.Constant(0), IsTrained: false),
        new(Name + ".var", new Shape(Width), Initialisation.Constant(1), IsTrained: false),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [Name + ".hook_normalized"];
}
