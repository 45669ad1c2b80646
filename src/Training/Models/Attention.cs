namespace Grokking.Training;

/// <summary>
/// Multi-head attention without biases, added to the residual stream. The weight of a visible key is
/// A = r·softmax(q·k/√d_head) + (1 − r), with r the attention rate (Zhong et al. 2023): 1 is ordinary attention, 0 a
/// constant weight 1 (not 1/n) for each key.
/// </summary>
/// <param name="Block">Index of the block, from 0.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="NHeads">Number of heads.</param>
/// <param name="DHead">Width of a head; n_heads·d_head need not be d_model.</param>
/// <param name="Std">Standard deviation of the normal that W_Q, W_K, W_V and W_O are drawn from.</param>
/// <param name="Rate">Attention rate r, 0 to 1.</param>
/// <param name="Causal">Whether a position sees only itself and earlier ones.</param>
public sealed record Attention(int Block, int DModel, int NHeads, int DHead, double Std, double Rate = 1, bool Causal = true) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    /// <remarks>W_K comes first: the order in which Nanda et al. (2023) draw them.</remarks>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(ParameterNames.W_K(Block), new Shape(NHeads, DModel, DHead), Initialization.Normal(Std)),
        new(ParameterNames.W_Q(Block), new Shape(NHeads, DModel, DHead), Initialization.Normal(Std)),
        new(ParameterNames.W_V(Block), new Shape(NHeads, DModel, DHead), Initialization.Normal(Std)),
        new(ParameterNames.W_O(Block), new Shape(NHeads, DHead, DModel), Initialization.Normal(Std)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints =>
    [
        HookNames.Q(Block), HookNames.K(Block), HookNames.V(Block),
        HookNames.AttnScores(Block), HookNames.Pattern(Block), HookNames.Z(Block),
        HookNames.AttnOut(Block), HookNames.ResidMid(Block),
    ];
}
