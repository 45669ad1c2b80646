using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Everything that tells a clock from a pizza, computed once for a network of a + b.</summary>
public sealed record CircuitEvidence
{
    /// <summary>A frequency is tried when it has this share of the embedding's variance over the numbers, or of the neurons' energy.</summary>
    public const double SmallestShare = 0.05;

    /// <summary>Share of pairs answered right over all pairs, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of the training pairs answered right; null when no split is known.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Share of the test pairs answered right; null when no split is known.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>How alike the inputs are treated; null for tables without a model.</summary>
    public GradientSymmetricity? GradientSymmetricity { get; init; }

    /// <summary>How little the logits depend on a − b; null for tables without a recording.</summary>
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

    /// <summary>Loss and accuracy with the circles of <see cref="Frequencies"/>, and the mean, for the embedding: what they carry.
    /// Null when there are none.</summary>
    public Score? CirclesTogether { get; init; }

    /// <summary>The six families of the logits' modes, each alone.</summary>
    public required IReadOnlyList<ModeFamily> ModeFamilies { get; init; }

    /// <summary>Gathers the evidence.</summary>
    /// <param name="specimen">A specimen of a + b that has a model.</param>
    /// <exception cref="ArgumentException">It has none, or another task.</exception>
    public static CircuitEvidence Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        Require.That(WhyNot(specimen) is null, WhyNot(specimen) ?? "", nameof(specimen));
        var recording = specimen.Recording;
        var model = recording.Model!;
        var clusters = specimen.NeuronModes is { } modes ? FrequencyCluster.Of(modes, specimen.FirstNeuronsPre!) : null;
        var trials = new CircleTrials(specimen);
        var frequencies = Frequent(specimen, trials, clusters ?? []);
        return new CircuitEvidence
        {
            Accuracy = specimen.Scores.All.Accuracy,
            TrainAccuracy = specimen.Scores.Train?.Accuracy,
            TestAccuracy = specimen.Scores.Test?.Accuracy,
            GradientSymmetricity = specimen.GradientSymmetricity,
            DistanceIrrelevance = DistanceIrrelevance.Of(recording),
            Circularity = Circularity.Of(specimen.Basis, Matrix.From(model.Weights.W_E)),
            Frequencies = [.. frequencies.Select(k => Evidence(specimen, trials, clusters ?? [], k))],
            Clusters = clusters,
            SecondOrderFraction = specimen.NeuronModes?.SecondOrderFraction,
            Frozen = specimen.FrozenAttention?.Scores.All,
            SecondOrderFractionFrozen = specimen.FrozenAttention?.NeuronModes?.SecondOrderFraction,
            CirclesTogether = frequencies.Length == 0 ? null : trials.Together(frequencies),
            ModeFamilies = Interp.ModeFamilies.Of(specimen),
        };
    }

    /// <summary>Why a specimen has no such evidence, as a sentence; null when it has.</summary>
    public static string? WhyNot(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        return Missing.Sums(specimen) ?? Missing.Model(specimen);
    }

    private static int[] Frequent(Specimen specimen, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters) =>
        [.. specimen.Basis.Frequencies.Where(k =>
            trials.Share(k) >= SmallestShare || clusters.Any(cluster => cluster.Frequency == k && cluster.EnergyShare >= SmallestShare))];

    private static FrequencyEvidence Evidence(
        Specimen specimen, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters, int k) => new()
        {
            Frequency = k,
            Circle = trials.Try(k),
            LogitShare = specimen.CosineFit.FractionExplained([k]),
            Cluster = clusters.FirstOrDefault(cluster => cluster.Frequency == k),
            SecondOrderFrozen = specimen.FrozenAttention?.NeuronModes?.SecondOrder(k),
        };
}
