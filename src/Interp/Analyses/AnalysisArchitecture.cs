using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The network in numbers. What a network has not is null.</summary>
public sealed record AnalysisArchitecture
{
    /// <summary>Id of the architecture family.</summary>
    public required string Family { get; init; }

    /// <summary>Number of blocks.</summary>
    public int NLayers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public int DModel { get; init; }

    /// <summary>Number of heads of the last attention.</summary>
    public int? NHeads { get; init; }

    /// <summary>Width of a head of the last attention.</summary>
    public int? DHead { get; init; }

    /// <summary>Attention rate r of the last attention, 0 to 1.</summary>
    public double? AttentionRate { get; init; }

    /// <summary>Number of neurons of the last layer that has any.</summary>
    public int? DMlp { get; init; }

    /// <summary>Non-linearity of the last neurons.</summary>
    public ActivationKind? Activation { get; init; }

    /// <summary>Whether there is any LayerNorm.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Number of positions.</summary>
    public int? NCtx { get; init; }

    /// <summary>Number of tokens.</summary>
    public int DVocab { get; init; }

    /// <summary>Number of output classes.</summary>
    public int DVocabOut { get; init; }

    /// <summary>Number of weights.</summary>
    public int Parameters { get; init; }

    /// <summary>The numbers of an architecture.</summary>
    public static AnalysisArchitecture Of(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var attention = architecture.Layers.OfType<Attention>().LastOrDefault();
        var (neurons, activation) = architecture.LastNeurons switch
        {
            Mlp mlp => (mlp.DMlp, mlp.Activation),
            Linear linear => (linear.DOut, linear.Activation),
            _ => ((int?)null, (ActivationKind?)null),
        };
        return new AnalysisArchitecture
        {
            Family = architecture.Family,
            NLayers = architecture.NLayers,
            DModel = architecture.DModel,
            NHeads = attention?.NHeads,
            DHead = attention?.DHead,
            AttentionRate = attention?.Rate,
            DMlp = neurons,
            Activation = activation,
            LayerNorm = architecture.Layers.OfType<LayerNorm>().Any(),
            NCtx = architecture.NCtx,
            DVocab = architecture.DVocab,
            DVocabOut = architecture.DVocabOut,
            Parameters = architecture.Parameters.Count,
        };
    }
}
