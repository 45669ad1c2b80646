namespace Grokking.Training;

/// <summary>The parameters of a one-block transformer, or their gradients, as matrices over a flat buffer that does not
/// move.</summary>
internal readonly unsafe struct FusedWeights
{
    /// <summary>Views over the buffer.</summary>
    public FusedWeights(Architecture architecture, FusedShape shape, float* buffer)
    {
        var table = architecture.Parameters;
        W_E = new Grid(buffer + table[ParameterNames.W_E].Offset, shape.DVocab, shape.DModel, shape.DModel);
        W_pos = new Grid(buffer + table[ParameterNames.W_pos].Offset, shape.NCtx, shape.DModel, shape.DModel);
        W_Q = new Grid(buffer + table[ParameterNames.W_Q(0)].Offset, shape.NHeads * shape.DModel, shape.DHead, shape.DHead);
        W_K = new Grid(buffer + table[ParameterNames.W_K(0)].Offset, shape.NHeads * shape.DModel, shape.DHead, shape.DHead);
        W_V = new Grid(buffer + table[ParameterNames.W_V(0)].Offset, shape.NHeads * shape.DModel, shape.DHead, shape.DHead);
        W_O = new Grid(buffer + table[ParameterNames.W_O(0)].Offset, shape.HeadsWidth, shape.DModel, shape.DModel);
        W_in = new Grid(buffer + table[ParameterNames.W_in(0)].Offset, shape.DModel, shape.DMlp, shape.DMlp);
        b_in = new Grid(buffer + table[ParameterNames.b_in(0)].Offset, 1, shape.DMlp, shape.DMlp);
        W_out = new Grid(buffer + table[ParameterNames.W_out(0)].Offset, shape.DMlp, shape.DModel, shape.DModel);
        b_out = new Grid(buffer + table[ParameterNames.b_out(0)].Offset, 1, shape.DModel, shape.DModel);
        W_U = new Grid(buffer + table[ParameterNames.W_U].Offset, shape.DModel, shape.Classes, shape.Classes);
    }

    /// <summary>[d_vocab, d_model].</summary>
    public Grid W_E { get; }

    /// <summary>[n_ctx, d_model].</summary>
    public Grid W_pos { get; }

    /// <summary>[n_heads·d_model, d_head].</summary>
    public Grid W_Q { get; }

    /// <summary>[n_heads·d_model, d_head].</summary>
    public Grid W_K { get; }

    /// <summary>[n_heads·d_model, d_head].</summary>
    public Grid W_V { get; }

    /// <summary>[n_heads·d_head, d_model].</summary>
    public Grid W_O { get; }

    /// <summary>[d_model, d_mlp].</summary>
    public Grid W_in { get; }

    /// <summary>[1, d_mlp].</summary>
    public Grid b_in { get; }

    /// <summary>[d_mlp, d_model].</summary>
    public Grid W_out { get; }

    /// <summary>[1, d_model].</summary>
    public Grid b_out { get; }

    /// <summary>[d_model, d_vocab_out].</summary>
    public Grid W_U { get; }
}
