using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>An architecture compiled for torch.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly List<TorchLayer> layers = [];

    /// <summary>Makes the layers over the weights, whose leaves they take.</summary>
    /// <exception cref="NotSupportedException">The engine lacks a layer; the message names it.</exception>
    public TorchNetwork(Architecture architecture, TorchWeights weights)
    {
        for (var i = 0; i < architecture.Layers.Count; i++)
        {
            var next = i + 1 < architecture.Layers.Count ? architecture.Layers[i + 1] : null;
            if (Compile(architecture, architecture.Layers[i], next, weights) is { } layer)
            {
                layers.Add(layer);
            }
        }
        weights.Seal();
    }

    /// <summary>The logits of a plan, [batch, d_vocab_out], in the caller's scope.</summary>
    public torch.Tensor Forward(TorchPlan plan)
    {
        var stream = default(TorchStream);
        foreach (var layer in layers)
        {
            stream = layer.Forward(stream, plan);
        }
        return stream.Residual;
    }

    /// <summary>Frees what the layers hold.</summary>
    public void Dispose()
    {
        foreach (var layer in layers.OfType<IDisposable>())
        {
            layer.Dispose();
        }
    }

    private static TorchLayer? Compile(Architecture architecture, Layer layer, Layer? next, TorchWeights weights) => layer switch
    {
        Embed embed => new TorchEmbed(weights, embed, next as PosEmbed),
        PosEmbed => null, // Part of the embedding, which it follows.
        Attention attention =>
            new TorchAttention(weights, attention, ReferenceEquals(attention, architecture.Layers.OfType<Attention>().Last())),
        Mlp mlp => new TorchMlp(weights, mlp),
        Combine combine => new TorchCombine(combine),
        Neurons neurons => new TorchNeurons(neurons),
        Linear linear => new TorchLinear(weights, linear),
        LayerNorm norm => new TorchLayerNorm(weights, norm),
        Unembed last => new TorchUnembed(weights, last),
        _ => throw new NotSupportedException($"engine '{EngineCatalogue.Torch}' has no layer {layer.GetType().Name}."),
    };
}
