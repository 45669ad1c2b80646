namespace Grokking.Training.Tests;

/// <summary>State dicts of other programs, small and made here.</summary>
internal static class ForeignCheckpoint
{
    /// <summary>d_model 8, 2 heads of 4, 12 neurons, p = 5 with "=", in the papers' layout.</summary>
    public static Dictionary<string, Tensor> Paper() => new()
    {
        ["embed.W_E"] = new(new Shape(8, 6)),
        ["pos_embed.W_pos"] = new(new Shape(3, 8)),
        ["blocks.0.attn.W_K"] = new(new Shape(2, 4, 8)),
        ["blocks.0.attn.W_Q"] = new(new Shape(2, 4, 8)),
        ["blocks.0.attn.W_V"] = new(new Shape(2, 4, 8)),
        ["blocks.0.attn.W_O"] = new(new Shape(8, 8)),
        ["blocks.0.attn.mask"] = new(new Shape(3, 3)),
        ["blocks.0.mlp.W_in"] = new(new Shape(12, 8)),
        ["blocks.0.mlp.b_in"] = new(new Shape(12)),
        ["blocks.0.mlp.W_out"] = new(new Shape(8, 12)),
        ["blocks.0.mlp.b_out"] = new(new Shape(8)),
        ["unembed.W_U"] = new(new Shape(8, 6)),
    };

    /// <summary>Writes tensors, those of <see cref="Paper"/> when none are given, without metadata.</summary>
    /// <returns>The path.</returns>
    public static string Write(string path, IReadOnlyDictionary<string, Tensor>? tensors = null)
    {
        Safetensors.Write(path, new NamedTensors(tensors ?? Paper(), new Dictionary<string, string>()));
        return path;
    }
}
