namespace Grokking.Interp;

/// <summary>All that is known about one frequency of a network.</summary>
public sealed record FrequencyEvidence
{
    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int Frequency { get; init; }

    /// <summary>The trial of its circle in the embedding.</summary>
    public required CircleFit Circle { get; init; }

    /// <summary>Share of the logits' variance along cos ω(a + b − c) of this frequency, 0 to 1.</summary>
    public required double LogitShare { get; init; }

    /// <summary>The neurons of the first layer that have it; null when no cluster has.</summary>
    public FrequencyCluster? Cluster { get; init; }

    /// <summary>o2 of the frequency's neurons with attention frozen; null without attention, or when no neuron has the frequency
    /// then.</summary>
    public double? SecondOrderFrozen { get; init; }
}
