namespace Grokking.Training;

/// <summary>A weight array with its place in the flat buffer.</summary>
/// <param name="Spec">Name, shape and start.</param>
/// <param name="Offset">Index of its first element in the buffer; the elements follow row-major.</param>
public sealed record Parameter(ParameterSpec Spec, int Offset)
{
    /// <summary>Its key in checkpoints.</summary>
    public string Name => Spec.Name;

    /// <summary>Its axes, outermost first.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>Number of elements.</summary>
    public int Count => Spec.Shape.Count;
}

/// <summary>One weight array that a layer owns.</summary>
/// <param name="Name">Its key in checkpoints, as TransformerLens names it, for example <c>blocks.0.attn.W_Q</c>.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Start">What it is drawn from at step 0.</param>
/// <param name="IsTrained">Whether the optimizer moves it; running averages are only kept with the weights.</param>
public sealed record ParameterSpec(string Name, Shape Shape, Initialisation Start, bool IsTrained = true);

/// <summary>
/// Where each parameter lies in the one flat float32 buffer. Parameters follow each other in the order in which
/// the architecture's layers name them, which is also the order in which their starts are drawn.
/// </summary>
public sealed class ParameterTable
{
    private readonly Dictionary<string, Parameter> byName;

    /// <summary>Lays the specs out one after the other.</summary>
    /// <exception cref="ArgumentException">Two specs share a name.</exception>
    public ParameterTable(IEnumerable<ParameterSpec> specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        var all = new List<Parameter>();
        var offset = 0;
        foreach (var spec in specs)
        {
            all.Add(new Parameter(spec, offset));
            offset = checked(offset + spec.Shape.Count);
        }
        All = all;
        Count = offset;
        byName = all.ToDictionary(parameter => parameter.Name);
    }

    /// <summary>The parameters in buffer order.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Total number of elements: the buffer's length.</summary>
    public int Count { get; }

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known names.</exception>
    public Parameter this[string name] =>
        byName.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"parameter '{name}' is unknown.{Suggest.Among(name, byName.Keys)}", nameof(name));

    /// <summary>Whether a parameter has that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);
}

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
