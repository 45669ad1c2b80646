using System.Globalization;
using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Number of neurons of each frequency.</summary>
public sealed record NeuronClustersFigure() : RunFigure<CyclicView>("neuron-clusters", RunSection.Neurons)
{
    private const int MostBars = 16;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (view.Clusters is not { } clusters)
        {
            return null;
        }
        var shown = clusters.Clusters.OrderByDescending(cluster => cluster.Neurons.Count).Take(MostBars).OrderBy(cluster => cluster.Frequency).ToList();
        var rest = clusters.Frequencies.Count - shown.Sum(cluster => cluster.Neurons.Count);
        string[] names = [.. shown.Select(cluster => cluster.Frequency.ToString(CultureInfo.InvariantCulture)), "none"];
        double[] counts = [.. shown.Select(cluster => (double)cluster.Neurons.Count), rest];
        return new Figure
        {
            Id = Id,
            Title = "Neurons by frequency",
            Caption = $"Number of neurons of which one frequency explains at least {Text.Percent(NeuronClusters.Threshold)} of the variance over all pairs, as the best "
                + "trigonometric polynomial of degree 2. Look for few frequencies that own nearly all neurons. Here "
                + (shown.Count == 0
                    ? $"none of the {clusters.Frequencies.Count} neurons is so clear."
                    : $"{clusters.Frequencies.Count - rest} of {clusters.Frequencies.Count} neurons belong to "
                        + Text.List(shown.Select(cluster => $"k = {cluster.Frequency} ({cluster.Neurons.Count}, explained {Text.Percent(cluster.FractionExplained)})")) + "."),
            PanelAspect = 2.2,
            Panels = [new Panel { X = Axis.Category("frequency k"), Y = Axis.Linear("neurons"), Traces = [new BarTrace("neurons", names, counts)] }],
        };
    }
}
