namespace Grokking.Training;

/// <summary>
/// Layer normalisation of what the next layer reads, (x − mean)/√(variance + ε)·w + b; the residual stream itself goes
/// by unchanged (pre-norm).
/// </summary>
/// <param name="Name">Prefix of its keys: <c>blocks.0.ln1</c>, <c>blocks.0.ln2</c> or <c>ln_final</c>.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="Epsilon">ε, added to the variance.</param>
public sealed record LayerNorm(string Name, int DModel, double Epsilon = 1e-5) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(Name + ".w", new Shape(DModel), Initialization.Constant(1)),
        new(Name + ".b", new Shape(DModel), Initialization.Constant(0)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [Name + ".hook_normalized"];
}
