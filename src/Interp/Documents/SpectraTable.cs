using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// spectra.csv: one row a frequency, 1..⌊p/2⌋, with what analysis.json says of it in its various sections. What a frequency has
/// no number for is empty.
/// </summary>
public static class SpectraTable
{
    /// <summary>The columns over an analysis and one of its frequencies.</summary>
    public static IReadOnlyList<Column<(Analysis Analysis, int Frequency)>> Columns { get; } =
    [
        new("frequency", row => row.Frequency),
        new("key", row => row.Analysis.KeyFrequencies.Contains(row.Frequency)),
        new("embedding_power", row => row.Analysis.Fourier!.EmbeddingPower?[row.Frequency - 1]),
        new("neuron_logit_power", row => row.Analysis.Fourier!.NeuronLogitPower?[row.Frequency - 1]),
        new("neurons", row => row.Analysis.Fourier!.NeuronClusters is null ? (int?)null : Neurons(row)?.Neurons ?? 0),
        new("neuron_fraction_explained", row => Neurons(row)?.FractionExplained),
        new("circle_purity", row => Circle(row)?.Purity),
        new("circle_roundness", row => Circle(row)?.Roundness),
        new("ablated_loss", row => Ablation(row)?.Loss.All),
        new("ablated_accuracy", row => Ablation(row)?.Accuracy.All),
        new("kind", row => Evidence(row)?.Kind),
        new("pattern", row => Evidence(row)?.Pattern),
        new("mechanism", row => Evidence(row)?.Mechanism),
        new("embedding_share", row => Evidence(row)?.EmbeddingShare),
        new("logit_share", row => Evidence(row)?.LogitShare),
        new("fve_clock", row => Evidence(row)?.FveClock),
        new("fve_pizza", row => Evidence(row)?.FvePizza),
        new("fve_pizza_smooth", row => Evidence(row)?.FvePizzaSmooth),
        new("fve_accompanying", row => Evidence(row)?.FveAccompanying),
        new("pizza_weight", row => Evidence(row)?.PizzaWeight),
        new("accuracy_alone", row => Evidence(row)?.AccuracyAlone),
        new("accuracy_without", row => Evidence(row)?.AccuracyWithout),
        new("energy_share", row => Cluster(row)?.EnergyShare),
        new("second_order", row => Cluster(row)?.SecondOrder),
        new("phase_correlation", row => Cluster(row)?.PhaseCorrelation),
    ];

    /// <summary>The table of an analysis.</summary>
    public static TypedTable Of(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return TypedTable.Of(Columns, Enumerable.Range(1, Frequencies(analysis)).Select(frequency => (analysis, frequency)));
    }

    // ⌊n/2⌋ of the group's order, which is p for numbers modulo p.
    private static int Frequencies(Analysis analysis) => analysis.Fourier is null
        ? 0
        : int.Parse(analysis.Operation.Structure.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture) / 2;

    private static AnalysisCluster? Neurons((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Fourier!.NeuronClusters?.FirstOrDefault(cluster => cluster.Frequency == row.Frequency);

    private static AnalysisCircle? Circle((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Fourier!.EmbeddingCircles?.FirstOrDefault(circle => circle.Frequency == row.Frequency);

    // Of several key frequencies, each is also removed alone.
    private static AnalysisAblation? Ablation((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Ablations.FirstOrDefault(ablation =>
            !ablation.Kept && ablation.Frequencies is [var only] && only == row.Frequency);

    private static AnalysisFrequency? Evidence((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Circuits?.Frequencies.FirstOrDefault(evidence => evidence.K == row.Frequency);

    private static AnalysisFrequencyCluster? Cluster((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Circuits?.Clusters?.FirstOrDefault(cluster => cluster.K == row.Frequency);
}
