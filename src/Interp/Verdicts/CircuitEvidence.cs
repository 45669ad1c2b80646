using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Everything that tells a clock from a pizza, computed once for a network that adds modulo n.</summary>
public sealed record CircuitEvidence
{
    /// <summary>A frequency is tried when it has this share of the embedding's variance over the numbers, or of the neurons'
    /// energy.</summary>
    public const double SmallestShare = 0.05;

    /// <summary>Share of pairs answered right over all pairs, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of the training pairs answered right; null when no split is known.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Share of the test pairs answered right; null when no split is known.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>How alike the inputs are treated; null for tables without a model.</summary>
    public GradientSymmetricity? GradientSymmetricity { get; init; }

    /// <summary>How little the logits depend on a − b; null for tables without activations.</summary>
    public DistanceIrrelevance? DistanceIrrelevance { get; init; }

    /// <summary>Whether the embedding is circles; null when it is constant, or without a model.</summary>
    public Circularity? Circularity { get; init; }

    /// <summary>The frequencies of the embedding and of the neurons, ascending.</summary>
    public required IReadOnlyList<FrequencyEvidence> Frequencies { get; init; }

    /// <summary>The clusters of the first layer of neurons, by frequency; null without neurons.</summary>
    public IReadOnlyList<FrequencyCluster>? Clusters { get; init; }

    /// <summary>Share of the energy of the first layer of neurons in functions of a + b, 0 to 1; null without neurons.</summary>
    public double? SecondOrderFraction { get; init; }

    /// <summary>Loss and accuracy over all pairs with attention frozen to its mean; null without attention.</summary>
    public Score? Frozen { get; init; }

    /// <summary><see cref="SecondOrderFraction"/> with attention frozen; null without attention or neurons.</summary>
    public double? SecondOrderFractionFrozen { get; init; }

    /// <summary>Loss and accuracy with the circles of <see cref="Frequencies"/>, and the mean, for the embedding: what they
    /// carry. Null when there are none.</summary>
    public Score? CirclesTogether { get; init; }

    /// <summary>The frequencies of <see cref="Clusters"/> that read a number line, ascending: neither a clock nor a pizza. See
    /// <see cref="NumberLine"/>.</summary>
    public IReadOnlyList<int> NumberLines { get; init; } = [];

    /// <summary>The six families of the logits' modes, each alone.</summary>
    public required IReadOnlyList<ModeFamily> ModeFamilies { get; init; }

    /// <summary>Gathers the evidence.</summary>
    /// <param name="view">A view that has a model.</param>
    /// <exception cref="InvalidOperationException">It has logits alone.</exception>
    public static CircuitEvidence Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Of(view, view.GradientSymmetricity);
    }

    /// <summary>Gathers the evidence beside a symmetricity that is known: no verdict rests on it, and all triples of a deep
    /// network take longer than everything else.</summary>
    internal static CircuitEvidence Of(CyclicView view, GradientSymmetricity? symmetricity)
    {
        var model = view.Pairs.Model;
        var clusters = view.NeuronModes is { } modes ? FrequencyCluster.Of(modes, view.Pairs.FirstNeuronsPre!) : null;
        var trials = new CircleTrials(view);
        var frequencies = Frequent(view, trials, clusters ?? []);
        return new CircuitEvidence
        {
            Accuracy = view.Scores.All.Accuracy,
            TrainAccuracy = view.Scores.Train?.Accuracy,
            TestAccuracy = view.Scores.Test?.Accuracy,
            GradientSymmetricity = symmetricity,
            DistanceIrrelevance = DistanceIrrelevance.Of(view),
            Circularity = Circularity.Of(view.Basis, EffectiveWeights.Embedding(model, view.AllTokens)),
            Frequencies = [.. frequencies.Select(k => Evidence(view, trials, clusters ?? [], k))],
            Clusters = clusters,
            SecondOrderFraction = view.NeuronModes?.SecondOrderFraction,
            Frozen = view.Pairs.FrozenAttention?.Scores.All,
            SecondOrderFractionFrozen = view.FrozenNeuronModes?.SecondOrderFraction,
            CirclesTogether = frequencies.Length == 0 ? null : trials.Together(frequencies),
            NumberLines = [.. (clusters ?? []).Where(cluster => view.NeuronModes!.Lines.Of(cluster.Neurons, cluster.Frequency)
                is { LineShare: > NumberLine.OfAWave }).Select(cluster => cluster.Frequency)],
            ModeFamilies = Interp.ModeFamilies.Of(view),
        };
    }

    private static int[] Frequent(CyclicView view, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters) =>
        [.. view.Basis.Frequencies.Where(k =>
            trials.Share(k) >= SmallestShare
                || clusters.Any(cluster => cluster.Frequency == k && cluster.EnergyShare >= SmallestShare))];

    private static FrequencyEvidence Evidence(
        CyclicView view, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters, int k) => new()
        {
            Frequency = k,
            Circle = trials.Try(k),
            LogitShare = view.CosineFit.FractionExplained([k]),
            Cluster = clusters.FirstOrDefault(cluster => cluster.Frequency == k),
            SecondOrderFrozen = view.FrozenNeuronModes?.SecondOrder(k),
        };
}

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
