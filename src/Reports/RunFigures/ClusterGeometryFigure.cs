using Grokking.Interp;
using System.Globalization;

namespace Grokking.Reports;

/// <summary>Second-order share, phase correlation and singular values of each frequency's neurons.</summary>
public sealed record ClusterGeometryFigure() : RunFigure<CyclicView>("cluster-geometry", RunSection.Circuits)
{
    private static readonly string[] Ranks = ["largest", "second", "third", "fourth"];

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Circuits is not { Clusters: { Count: > 0 } clusters })
        {
            return null;
        }
        var names = clusters.Select(cluster => Text.Frequency(cluster.K)).ToArray();
        return new Figure
        {
            Id = Id,
            Title = "How the neurons come by their signal",
            Caption = "The pre-activations of each frequency's neurons over all pairs. Above, the share of their variance in functions of a + b, which a clock's attention makes and a pizza's sums cannot; middle, whether a and b "
                + "reach the neurons with equal phases (1, a disc) or independent ones (0, a torus); below, the four largest shares of squared singular values: two halves for a disc, four quarters for a torus. "
                + string.Join(" ", clusters.Select(cluster =>
                    $"k = {cluster.K}: o₂ = {cluster.SecondOrder.ToString("F3", CultureInfo.InvariantCulture)}"
                    + (cluster.PhaseCorrelation is { } rho ? $", phase correlation {rho.ToString("F2", CultureInfo.InvariantCulture)}." : "."))),
            Columns = 1,
            PanelAspect = 3.4,
            Panels =
            [
                Bars("second-order share o₂", [new BarTrace("", names, clusters.Select(cluster => cluster.SecondOrder).ToArray()) { Key = "o2", Colour = ColourRole.Series(0) }]),
                Bars("phase correlation", [new BarTrace("", names, clusters.Select(cluster => cluster.PhaseCorrelation ?? double.NaN).ToArray()) { Key = "rho", Colour = ColourRole.Series(2) }], maximum: 1.05),
                Bars("singular value shares", Ranks.Select((rank, i) => new BarTrace(rank, names,
                    clusters.Select(cluster => i < cluster.SingularValueShares.Count ? cluster.SingularValueShares[i] : double.NaN).ToArray()))),
            ],
        };
    }

    private static Panel Bars(string y, IEnumerable<BarTrace> traces, double? maximum = null) =>
        new() { X = Axis.Category(""), Y = Axis.Linear(y) with { Minimum = 0, Maximum = maximum }, Traces = [.. traces] };
}
