using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The measures of timelines and of analysis.json. A new one is one file and one line here.</summary>
public static class MeasureCatalogue
{
    /// <summary>One number a checkpoint, in the order of a timeline's columns.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new LossMeasure(PairSet.Train),
        new LossMeasure(PairSet.Test),
        new LossMeasure(PairSet.All),
        new AccuracyMeasure(PairSet.Train),
        new AccuracyMeasure(PairSet.Test),
        new AccuracyMeasure(PairSet.All),
        new AllClassesLossMeasure(PairSet.Train),
        new AllClassesLossMeasure(PairSet.Test),
        new RestrictedLossMeasure(PairSet.All),
        new RestrictedLossMeasure(PairSet.Train),
        new RestrictedLossMeasure(PairSet.Test),
        new RestrictedAccuracyMeasure(),
        new ExcludedLossMeasure(PairSet.Train),
        new ExcludedLossMeasure(PairSet.Test),
        new ExcludedLossMeasure(PairSet.All),
        new ExcludedLossMaximumMeasure(),
        new ExcludedCosineLossMeasure(),
        new TrigLossMeasure(),
        new LogitFractionExplainedMeasure(),
        new GiniEmbedMeasure(),
        new GiniNeuronLogitMeasure(),
        new SumSquaredWeightsMeasure(),
        new NeuronsExplainedMeasure(),
        new NeuronFractionExplainedMeasure(),
        new SecondOrderFractionMeasure(),
        new AttentionFrozenLossMeasure(),
        new AttentionFrozenAccuracyMeasure(),
    ];

    /// <summary>One number a key frequency and checkpoint.</summary>
    public static IReadOnlyList<FrequencyMeasure> PerFrequency { get; } =
    [
        new ExcludedLossPerFrequencyMeasure(),
        new CosineAmplitudeMeasure(),
        new SecondOrderPerFrequencyMeasure(),
        new PhaseCorrelationPerFrequencyMeasure(),
    ];

    /// <summary>The measure of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static Measure Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var found = All.FirstOrDefault(measure => measure.Id == id);
        return found ?? throw new ArgumentException(
            $"measure '{id}' is unknown.{Suggest.Among(id, All.Select(measure => measure.Id))}", nameof(id));
    }
}
