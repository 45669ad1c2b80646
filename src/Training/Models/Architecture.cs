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
