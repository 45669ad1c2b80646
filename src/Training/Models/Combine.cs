namespace Grokking.Training;

/// <summary>Makes one vector of those of all positions: networks without attention read a pair so.</summary>
/// <param name="Kind">Sum or concatenation.</param>
/// <param name="DModel">Width of each position's vector.</param>
/// <param name="NCtx">Number of positions.</param>
public sealed record Combine(CombineKind Kind, int DModel, int NCtx) : Layer
{
    /// <summary>Name of its activation, [batch, 1, width].</summary>
    public const string HookName = "hook_combined";

    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => Kind == CombineKind.Sum ? DModel : DModel * NCtx;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters => [];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookName];
}
