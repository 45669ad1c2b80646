namespace Grokking.Training;

/// <summary>Names of the activations, as TransformerLens names them.</summary>
public static class HookNames
{
    /// <summary>Token embedding, [batch, pos, d_model].</summary>
    public const string Embed = "hook_embed";

    /// <summary>Positional embedding, [batch, pos, d_model].</summary>
    public const string PosEmbed = "hook_pos_embed";

    /// <summary>Residual stream before a block, [batch, pos, d_model].</summary>
    public static string ResidPre(int block) => $"blocks.{block}.hook_resid_pre";

    /// <summary>Residual stream between attention and MLP, [batch, pos, d_model].</summary>
    public static string ResidMid(int block) => $"blocks.{block}.hook_resid_mid";

    /// <summary>Residual stream after a block, [batch, pos, d_model].</summary>
    public static string ResidPost(int block) => $"blocks.{block}.hook_resid_post";

    /// <summary>What attention adds to the stream, [batch, pos, d_model].</summary>
    public static string AttnOut(int block) => $"blocks.{block}.hook_attn_out";

    /// <summary>What the MLP adds to the stream, [batch, pos, d_model].</summary>
    public static string MlpOut(int block) => $"blocks.{block}.hook_mlp_out";

    /// <summary>Queries, [batch, pos, n_heads, d_head].</summary>
    public static string Q(int block) => $"blocks.{block}.attn.hook_q";

    /// <summary>Keys, [batch, pos, n_heads, d_head].</summary>
    public static string K(int block) => $"blocks.{block}.attn.hook_k";

    /// <summary>Values, [batch, pos, n_heads, d_head].</summary>
    public static string V(int block) => $"blocks.{block}.attn.hook_v";

    /// <summary>Weighted sums of values, [batch, pos, n_heads, d_head].</summary>
    public static string Z(int block) => $"blocks.{block}.attn.hook_z";

    /// <summary>Scaled scores before the softmax, −1e10 where masked, [batch, n_heads, query_pos, key_pos].</summary>
    public static string AttnScores(int block) => $"blocks.{block}.attn.hook_attn_scores";

    /// <summary>Attention weights, [batch, n_heads, query_pos, key_pos].</summary>
    public static string Pattern(int block) => $"blocks.{block}.attn.hook_pattern";

    /// <summary>Neurons before the non-linearity, [batch, pos, d_mlp].</summary>
    public static string MlpPre(int block) => $"blocks.{block}.mlp.hook_pre";

    /// <summary>Neurons after the non-linearity, [batch, pos, d_mlp].</summary>
    public static string MlpPost(int block) => $"blocks.{block}.mlp.hook_post";
}
