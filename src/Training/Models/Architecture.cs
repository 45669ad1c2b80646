namespace Grokking.Training;

/// <summary>A list of layers, checked to fit together. Immutable, safe to share between threads.</summary>
public sealed class Architecture
{
    /// <summary>Checks the layers and lays their parameters out.</summary>
    /// <param name="family">Id of the catalogue entry that built it, for example <c>transformer</c>.</param>
    /// <param name="layers">First an <see cref="Training.Embed"/>, last an <see cref="Training.Unembed"/>.</param>
    /// <exception cref="ArgumentException">The list does not start and end so, or two widths differ.</exception>
    public Architecture(string family, IEnumerable<Layer> layers)
    {
        Family = family;
        Layers = [.. layers];
        Require.That(Layers.Count >= 2 && Layers[0] is Embed && Layers[^1] is Unembed,
            "expected an Embed layer first and an Unembed layer last.", nameof(layers));
        for (var i = 1; i < Layers.Count; i++)
        {
            Require.That(Layers[i].InWidth == Layers[i - 1].OutWidth,
                $"expected a layer that reads width {Layers[i - 1].OutWidth} behind {Layers[i - 1]}, got {Layers[i]}.",
                nameof(layers));
        }
        Parameters = new ParameterTable(Layers.SelectMany(layer => layer.Parameters));
    }

    /// <summary>Id of the catalogue entry that built it.</summary>
    public string Family { get; }

    /// <summary>The layers in the order in which they run.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Where each parameter lies in the flat buffer.</summary>
    public ParameterTable Parameters { get; }

    /// <summary>The first layer.</summary>
    public Embed Embed => (Embed)Layers[0];

    /// <summary>The last layer.</summary>
    public Unembed Unembed => (Unembed)Layers[^1];

    /// <summary>Width of the embedding, and of the residual stream where there is one.</summary>
    public int DModel => Embed.DModel;

    /// <summary>Number of tokens.</summary>
    public int DVocab => Embed.DVocab;

    /// <summary>Number of output classes.</summary>
    public int DVocabOut => Unembed.DVocabOut;

    /// <summary>Number of positions, or null when the layers take any number.</summary>
    public int? NCtx => Layers.OfType<PosEmbed>().FirstOrDefault()?.NCtx ?? Layers.OfType<Combine>().FirstOrDefault()?.NCtx;

    /// <summary>Number of attention or MLP blocks.</summary>
    public int NLayers => Enumerable.Range(0, Layers.Count).Select(index => BlockWithNorm(index) ?? -1).Max() + 1;

    /// <summary>The MLP of the last block, or null when there is none.</summary>
    public Mlp? LastMlp => Layers.OfType<Mlp>().LastOrDefault();

    /// <summary>The last layer of neurons: an <see cref="Mlp"/>, a <see cref="Linear"/> or <see cref="Neurons"/>; null when there
    /// is none.</summary>
    public Layer? LastNeurons => Layers.LastOrDefault(layer => layer.NeuronPoints is not null);

    /// <summary>The names of the activations that can be read or edited, in the order in which they are computed.</summary>
    public IEnumerable<string> HookPoints => Layers.SelectMany((layer, index) =>
        BlockStartingAt(index) is { } block ? layer.HookPoints.Prepend(HookNames.ResidPre(block)) : layer.HookPoints);

    /// <summary>
    /// The hook points up to the keys, queries and values of the first attention: where an activation depends on one token
    /// and its position alone, so that examples can share it.
    /// </summary>
    internal IEnumerable<string> HookPointsBeforeFirstMix =>
        HookPoints.TakeWhile(name => name != Combine.HookName && !name.EndsWith("hook_attn_scores", StringComparison.Ordinal));

    /// <summary>The block whose first layer (its LayerNorm, if it has one) is at <paramref name="index"/>, or null.</summary>
    internal int? BlockStartingAt(int index)
    {
        var block = BlockWithNorm(index);
        return block is not null && BlockWithNorm(Before(index)) != block ? block : null;
    }

    // What ends a part of a block on the stream belongs to no beginning.
    private int Before(int index)
    {
        do
        {
            index--;
        }
        while (index >= 0 && Layers[index] is LayerNorm { OnStream: true });
        return index;
    }

    private int? BlockWithNorm(int index) => index < 0 ? null : Layers[index] switch
    {
        Attention attention => attention.Block,
        Mlp mlp => mlp.Block,
        LayerNorm { OnStream: false } when Layers[index + 1] is Attention or Mlp => BlockWithNorm(index + 1),
        _ => null,
    };
}

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
