namespace Grokking.Interp;

/// <summary>The neurons of one frequency in analysis.json; see <see cref="FrequencyCluster"/>.</summary>
/// <param name="K">The frequency.</param>
/// <param name="Neurons">How many neurons.</param>
/// <param name="EnergyShare">Their share of the energy of all neurons, 0 to 1.</param>
/// <param name="FirstOrder">Share of their energy in functions of a and of b alone, 0 to 1.</param>
/// <param name="SecondOrder">o2: share in functions of a + b, 0 to 1.</param>
/// <param name="DifferenceOrder">Share in functions of a − b, 0 to 1.</param>
/// <param name="PhaseCorrelation">ρ, 0 (torus) to 1 (disc); null when a and b do not reach the same neurons.</param>
/// <param name="PhaseDifference">The phase of a less that of b, in radians.</param>
/// <param name="SingularValueShares">The largest squared singular values as shares of all: two halves for a disc, four quarters
/// for a torus.</param>
public sealed record AnalysisFrequencyCluster(
    int K, int Neurons, double EnergyShare, double FirstOrder, double SecondOrder, double DifferenceOrder,
    double? PhaseCorrelation, double? PhaseDifference, IReadOnlyList<double> SingularValueShares)
{
    /// <summary>The summary of a cluster.</summary>
    internal static AnalysisFrequencyCluster Of(FrequencyCluster cluster) => new(
        cluster.Frequency, cluster.Neurons.Count, cluster.EnergyShare, cluster.FirstOrder, cluster.SecondOrder,
        cluster.DifferenceOrder, cluster.PhaseCorrelation, cluster.PhaseDifference, cluster.SingularValueShares);
}
