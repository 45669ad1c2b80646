namespace Grokking.Training;

/// <summary>The sizes of a network that the fused engine trains.</summary>
internal sealed class FusedShape
{
    /// <summary>Reads the layers, which are Embed, PosEmbed, Attention, Mlp, Unembed.</summary>
    public FusedShape(Architecture architecture)
    {
        var attention = architecture.Layers.OfType<Attention>().Single();
        var mlp = architecture.Layers.OfType<Mlp>().Single();
        (NHeads, DHead, DModel, DVocab) = (attention.NHeads, attention.DHead, architecture.DModel, architecture.DVocab);
        (DMlp, Classes, NCtx) = (mlp.DMlp, architecture.DVocabOut, architecture.NCtx!.Value);
        (Activation, Rate) = (mlp.Activation, (float)attention.Rate);
        Scale = (float)(1 / Math.Sqrt(DHead));
        Neurons = PanelProduct.RoundUp(DMlp, PanelProduct.ColumnUnit);
        Outputs = PanelProduct.RoundUp(Classes, PanelProduct.ColumnUnit);
    }

    /// <summary>Why the engine does not apply, or null when it does.</summary>
    public static string? ReasonAgainst(Architecture architecture) => architecture.Layers switch
    {
        [Embed, PosEmbed { NCtx: not (2 or 3) } positions, ..] => $"a context of {positions.NCtx} positions; it takes 2 or 3",
        [Embed, PosEmbed, Attention, Mlp, Unembed { Bias: true }] => "a bias in the unembedding",
        [Embed, PosEmbed, Attention, Mlp { Bias: false }, Unembed] => "an MLP without biases",
        [Embed, PosEmbed, Attention, Mlp, Unembed] => null,
        var layers when layers.Any(layer => layer is LayerNorm) => "LayerNorm",
        var layers when layers.Any(layer => layer is Linear or Combine or Sinusoids) => "layers other than a transformer's",
        _ => $"{architecture.NLayers} blocks; it takes one",
    };

    /// <summary>Number of heads.</summary>
    public int NHeads { get; }

    /// <summary>Width of a head.</summary>
    public int DHead { get; }

    /// <summary>Width of all heads, n_heads·d_head.</summary>
    public int HeadsWidth => NHeads * DHead;

    /// <summary>Width of the residual stream.</summary>
    public int DModel { get; }

    /// <summary>Number of tokens.</summary>
    public int DVocab { get; }

    /// <summary>Number of neurons.</summary>
    public int DMlp { get; }

    /// <summary>Number of output classes.</summary>
    public int Classes { get; }

    /// <summary>Number of positions, 2 or 3.</summary>
    public int NCtx { get; }

    /// <summary>The non-linearity.</summary>
    public ActivationKind Activation { get; }

    /// <summary>The attention rate r.</summary>
    public float Rate { get; }

    /// <summary>1/√d_head.</summary>
    public float Scale { get; }

    /// <summary>Number of neurons with padding: columns 0 … of a table row.</summary>
    public int Neurons { get; }

    /// <summary>Number of classes with padding: the columns of a table row behind the neurons.</summary>
    public int Outputs { get; }

    /// <summary>Width of a table row: what a token adds to each neuron, then what it adds to each logit.</summary>
    public int Width => Neurons + Outputs;

    /// <summary>
    /// Whether the last token is always the same. Its table row is then part of a constant, and of the other rows as a
    /// difference, since the weights of all keys have a fixed sum.
    /// </summary>
    public bool HasConstantToken => NCtx == 3;

    /// <summary>The sum of the weights of all keys, r + n_ctx·(1 − r).</summary>
    public float KeyWeight => Rate + (NCtx * (1 - Rate));
}
