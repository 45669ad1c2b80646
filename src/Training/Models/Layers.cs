namespace Grokking.Training;

/// <summary>
/// One layer of an architecture: plain data that parameter layout, starts, hook points and every engine read.
/// Attention and MLP layers add to the residual stream; a LayerNorm changes only what the next layer reads.
/// </summary>
public abstract record Layer
{
    /// <summary>Width of the vectors that it reads; 0 for the first layer, which reads tokens.</summary>
    public abstract int InWidth { get; }

    /// <summary>Width of the vectors that it passes on.</summary>
    public abstract int OutWidth { get; }

    /// <summary>The weight arrays of this layer, in buffer order.</summary>
    public abstract IEnumerable<ParameterSpec> Parameters { get; }

    /// <summary>The names of the activations that this layer computes and shows, in that order.</summary>
    public abstract IEnumerable<string> HookPoints { get; }

    /// <summary>The neurons of this layer; null where it has none.</summary>
    public virtual NeuronPoints? NeuronPoints => null;
}

/// <summary>Where the neurons of a layer are seen.</summary>
/// <param name="Pre">Hook point before the non-linearity.</param>
/// <param name="Post">Hook point behind it.</param>
/// <param name="Count">Number of neurons.</param>
/// <param name="Activation">The non-linearity.</param>
public sealed record NeuronPoints(string Pre, string Post, int Count, ActivationKind Activation);

/// <summary>Token embedding: the stream starts as W_E[token].</summary>
/// <param name="DVocab">Number of tokens.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="Start">What W_E is drawn from; a number is the standard deviation of a normal.</param>
public sealed record Embed(int DVocab, int DModel, Initialisation Start) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => 0;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
        [new(ParameterNames.W_E, new Shape(DVocab, DModel), Start)];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookNames.Embed];
}

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
        [new(ParameterNames.W_pos, new Shape(NCtx, DModel), Initialisation.Normal(Std))];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookNames.PosEmbed];
}

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

/// <summary>How the vectors of an example's tokens become one.</summary>
public enum CombineKind
{
    /// <summary>Added up; the order of the tokens is lost.</summary>
    Sum,

    /// <summary>Laid end to end.</summary>
    Concat,
}

/// <summary>
/// Multi-head attention without biases, added to the residual stream. The weight of a visible key is
/// A = r·softmax(q·k/√d_head) + (1 − r), with r the attention rate (Zhong et al. 2023): 1 is ordinary attention, 0 a
/// constant weight 1 (not 1/n) for each key.
/// </summary>
/// <param name="Block">Index of the block, from 0.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="NHeads">Number of heads.</param>
/// <param name="DHead">Width of a head; n_heads·d_head need not be d_model.</param>
/// <param name="Start">What W_Q, W_K, W_V and W_O are drawn from; a number is the standard deviation of a normal.</param>
/// <param name="Rate">Attention rate r, 0 to 1.</param>
/// <param name="Causal">Whether a position sees only itself and earlier ones.</param>
public sealed record Attention(
    int Block, int DModel, int NHeads, int DHead, Initialisation Start, double Rate = 1, bool Causal = true) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    /// <remarks>W_K comes first: the order in which Nanda et al. (2023) draw them.</remarks>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(ParameterNames.W_K(Block), new Shape(NHeads, DModel, DHead), Start),
        new(ParameterNames.W_Q(Block), new Shape(NHeads, DModel, DHead), Start),
        new(ParameterNames.W_V(Block), new Shape(NHeads, DModel, DHead), Start),
        new(ParameterNames.W_O(Block), new Shape(NHeads, DHead, DModel), Start),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints =>
    [
        HookNames.Q(Block), HookNames.K(Block), HookNames.V(Block),
        HookNames.AttnScores(Block), HookNames.Pattern(Block), HookNames.Z(Block),
        HookNames.AttnOut(Block), HookNames.ResidMid(Block),
    ];
}

/// <summary>Two-layer perceptron, added to the residual stream: σ(x·W_in + b_in)·W_out + b_out.</summary>
/// <param name="Block">Index of the block, from 0.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="DMlp">Number of neurons.</param>
/// <param name="Activation">The non-linearity σ.</param>
/// <param name="InStart">What W_in is drawn from; a number is the standard deviation of a normal. Biases start at 0.</param>
/// <param name="OutStart">What W_out is drawn from.</param>
/// <param name="Bias">Whether there are biases.</param>
public sealed record Mlp(
    int Block, int DModel, int DMlp, ActivationKind Activation, Initialisation InStart, Initialisation OutStart, bool Bias = true)
        : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(ParameterNames.W_in(Block), new Shape(DModel, DMlp), InStart),
        .. BiasOf(ParameterNames.b_in(Block), DMlp),
        new(ParameterNames.W_out(Block), new Shape(DMlp, DModel), OutStart),
        .. BiasOf(ParameterNames.b_out(Block), DModel),
    ];

    private IEnumerable<ParameterSpec> BiasOf(string name, int width) =>
        Bias ? [new(name, new Shape(width), Initialisation.Constant(0))] : [];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints =>
        [HookNames.MlpPre(Block), HookNames.MlpPost(Block), HookNames.MlpOut(Block), HookNames.ResidPost(Block)];

    /// <inheritdoc/>
    public override NeuronPoints NeuronPoints => new(HookNames.MlpPre(Block), HookNames.MlpPost(Block), DMlp, Activation);
}

/// <summary>A hidden layer without a residual stream: σ(x·W + n·b). Its activations are <c>NAME.hook_pre</c> and
/// <c>NAME.hook_post</c>.</summary>
/// <param name="Name">Prefix of its keys, for example <c>l1</c>: <c>l1.W</c> [d_in, d_out], <c>l1.b</c> [d_out].</param>
/// <param name="DIn">Width of its input.</param>
/// <param name="DOut">Number of neurons.</param>
/// <param name="Activation">The non-linearity σ.</param>
/// <param name="BiasTimes">How often the bias counts: 0 for none, 2 where a layer is applied to each of two tokens before their
/// sum.</param>
/// <param name="Start">What W, and b where there is one, are drawn from.</param>
public sealed record Linear(string Name, int DIn, int DOut, ActivationKind Activation, int BiasTimes, Initialisation Start)
    : Layer
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

    /// <inheritdoc/>
    public override NeuronPoints NeuronPoints => new(PreName, PostName, DOut, Activation);
}

/// <summary>
/// Layer normalisation, (x − mean)/√(variance + ε)·w + b: of what the next layer reads, while the residual stream itself goes by
/// unchanged (pre-norm), or of the stream (post-norm).
/// </summary>
/// <param name="Name">Prefix of its keys: <c>blocks.0.ln1</c>, <c>blocks.0.ln2</c> or <c>ln_final</c>.</param>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="Epsilon">ε, added to the variance.</param>
/// <param name="OnStream">Whether the stream itself is normalised.</param>
public sealed record LayerNorm(string Name, int DModel, double Epsilon = 1e-5, bool OnStream = false) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters =>
    [
        new(Name + ".w", new Shape(DModel), Initialisation.Constant(1)),
        new(Name + ".b", new Shape(DModel), Initialisation.Constant(0)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [Name + ".hook_normalized"];
}

/// <summary>Logits at the last position: x·W_U, plus b_U where there is a bias.</summary>
/// <param name="DModel">Width of the residual stream.</param>
/// <param name="DVocabOut">Number of output classes.</param>
/// <param name="Start">What W_U is drawn from; a number is the standard deviation of a normal.</param>
/// <param name="Bias">Whether there is a bias, which starts at 0.</param>
public sealed record Unembed(int DModel, int DVocabOut, Initialisation Start, bool Bias = false) : Layer
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
            yield return new(ParameterNames.W_U, new Shape(DModel, DVocabOut), Start);
            if (Bias)
            {
                yield return new(ParameterNames.b_U, new Shape(DVocabOut), Initialisation.Constant(0));
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [];
}
