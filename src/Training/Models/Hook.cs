namespace Grokking.Training;

/// <summary>
/// A function that is shown one activation during a forward pass and may change it in place; what follows is computed
/// from the changed values.
/// </summary>
/// <param name="Name">Hook point, as in <see cref="HookNames"/>.</param>
/// <param name="Action">Called with the activation, whose shape is the hook point's. Not kept beyond the call.</param>
public sealed record Hook(string Name, Action<Tensor> Action)
{
    /// <summary>Replaces the activation by given values.</summary>
    /// <param name="name">Hook point.</param>
    /// <param name="values">Same shape as the activation.</param>
    public static Hook Replace(string name, Tensor values) => new(name, activation =>
    {
        Require.HasShape(values.Shape, activation.Shape, name);
        values.Span.CopyTo(activation.Span);
    });

    /// <summary>Sets the activation to zero.</summary>
    public static Hook ZeroAblate(string name) => new(name, activation => activation.Span.Clear());

    /// <summary>Sets some heads, neurons or positions to zero: part of one axis.</summary>
    /// <param name="name">Hook point.</param>
    /// <param name="axis">Axis of its shape, from 1, for axis 0 is the batch: 2 for the heads of <c>hook_z</c>, [batch, pos,
    /// n_heads, d_head], and for the neurons of <c>hook_post</c>, [batch, pos, d_mlp].</param>
    /// <param name="indices">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">When run: there is no such axis or index.</exception>
    public static Hook ZeroAblate(string name, int axis, params IReadOnlyList<int> indices) => new(name, activation =>
    {
        int[] entries = [.. Entries(name, activation.Shape, axis, indices)];
        Fill(activation, entries, new double[entries.Length]);
    });

    /// <summary>Replaces each value by the mean over the batch (the outermost axis) of the same entry.</summary>
    public static Hook MeanAblate(string name) =>
        new(name, activation => MeanOverBatch(activation, [.. Enumerable.Range(0, Width(activation.Shape))]));

    /// <summary>Replaces the values of some heads, neurons or positions by their means over the batch.</summary>
    /// <inheritdoc cref="ZeroAblate(string, int, IReadOnlyList{int})"/>
    public static Hook MeanAblate(string name, int axis, params IReadOnlyList<int> indices) =>
        new(name, activation => MeanOverBatch(activation, [.. Entries(name, activation.Shape, axis, indices)]));

    // Number of values of one example.
    private static int Width(Shape shape) => shape.Count / Math.Max(shape[0], 1);

    // Where, among the values of one example, those of some indices of an axis lie.
    private static IEnumerable<int> Entries(string name, Shape shape, int axis, IReadOnlyList<int> indices)
    {
        Require.InRange(axis, 1, shape.Rank - 1, $"axis of {name} {shape}");
        foreach (var index in indices)
        {
            Require.InRange(index, 0, shape[axis] - 1, $"index on axis {axis} of {name} {shape}");
        }
        var inner = shape.ToArray()[(axis + 1)..].Aggregate(1, (product, size) => product * size);
        return Enumerable.Range(0, Width(shape)).Where(entry => indices.Contains(entry / inner % shape[axis]));
    }

    private static void MeanOverBatch(Tensor activation, int[] entries)
    {
        var values = activation.Span;
        var means = new double[entries.Length];
        for (var start = 0; start < values.Length; start += Width(activation.Shape))
        {
            for (var i = 0; i < entries.Length; i++)
            {
                means[i] += values[start + entries[i]];
            }
        }
        Fill(activation, entries, [.. means.Select(sum => sum / activation.Shape[0])]);
    }

    // Gives the entries the same values in all examples.
    private static void Fill(Tensor activation, int[] entries, double[] each)
    {
        var values = activation.Span;
        for (var start = 0; start < values.Length; start += Width(activation.Shape))
        {
            for (var i = 0; i < entries.Length; i++)
            {
                values[start + entries[i]] = (float)each[i];
            }
        }
    }
}

/// <summary>Which positions of the last block a forward pass computes.</summary>
public enum Positions
{
    /// <summary>Every position: hooks see [batch, pos, …].</summary>
    All,

    /// <summary>In the last block only the position that is read out: its hooks see pos = 1 (query_pos = 1). Faster.</summary>
    ReadOut,
}

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
