namespace Grokking.Training;

/// <summary>Checkpoint keys, as TransformerLens names them.</summary>
public static class ParameterNames
{
    /// <summary>Token embedding, [d_vocab, d_model].</summary>
    public const string W_E = "embed.W_E";

    /// <summary>Positional embedding, [n_ctx, d_model].</summary>
    public const string W_pos = "pos_embed.W_pos";

    /// <summary>Unembedding, [d_model, d_vocab_out].</summary>
    public const string W_U = "unembed.W_U";

    /// <summary>Unembedding bias, [d_vocab_out].</summary>
    public const string b_U = "unembed.b_U";

    /// <summary>Query weights of a block, [n_heads, d_model, d_head].</summary>
    public static string W_Q(int block) => $"blocks.{block}.attn.W_Q";

    /// <summary>Key weights of a block, [n_heads, d_model, d_head].</summary>
    public static string W_K(int block) => $"blocks.{block}.attn.W_K";

    /// <summary>Value weights of a block, [n_heads, d_model, d_head].</summary>
    public static string W_V(int block) => $"blocks.{block}.attn.W_V";

    /// <summary>Attention output weights of a block, [n_heads, d_head, d_model].</summary>
    public static string W_O(int block) => $"blocks.{block}.attn.W_O";

    /// <summary>MLP input weights of a block, [d_model, d_mlp].</summary>
    public static string W_in(int block) => $"blocks.{block}.mlp.W_in";

    /// <summary>MLP input bias of a block, [d_mlp].</summary>
    public static string b_in(int block) => $"blocks.{block}.mlp.b_in";

    /// <summary>MLP output weights of a block, [d_mlp, d_model].</summary>
    public static string W_out(int block) => $"blocks.{block}.mlp.W_out";

    /// <summary>MLP output bias of a block, [d_model].</summary>
    public static string b_out(int block) => $"blocks.{block}.mlp.b_out";
}
