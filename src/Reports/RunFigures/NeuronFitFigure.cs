using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How well one frequency explains each neuron.</summary>
public sealed record NeuronFitFigure() : RunFigure<CyclicView>("neuron-fit", RunSection.Neurons)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (view.Clusters is not { } clusters || clusters.Alive == 0)
        {
            return null;
        }
        var keys = study.KeyFrequencies;
        var order = Enumerable.Range(0, clusters.Frequencies.Count).Where(neuron => clusters.Frequencies[neuron] > 0)
            .OrderByDescending(neuron => clusters.FractionsExplained[neuron]).ToArray();
        var ranks = order.Select((neuron, rank) => (neuron, rank)).ToList();
        PointTrace Of(string name, ColourRole colour, Func<int, bool> isMember)
        {
            var members = ranks.Where(item => isMember(clusters.Frequencies[item.neuron])).ToList();
            return new PointTrace(
                name, members.Select(item => item.rank).ToArray(),
                members.Select(item => clusters.FractionsExplained[item.neuron]).ToArray())
            {
                Colour = colour,
                Size = 4,
                Hover = [.. members.Select(item => $"neuron {item.neuron}, k = {clusters.Frequencies[item.neuron]}")],
            };
        }
        return new Figure
        {
            Id = Id,
            Title = "How well one frequency explains a neuron",
            Caption = "All living neurons in falling order of the share of their variance that their best frequency explains, "
                + "coloured by that frequency. Look for a plateau near 1. Here the median is "
                + $"{Text.Percent(clusters.FractionsExplained[order[order.Length / 2]])}, and "
                + $"{Text.Percent((double)order.Count(neuron => keys.Contains(clusters.Frequencies[neuron])) / order.Length)} "
                + "of the neurons fit a key frequency best. Above the line, from 85 % on, a neuron belongs to its frequency: "
                + Text.List(clusters.Clusters.Where(cluster => keys.Contains(cluster.Frequency))
                .Select(cluster => $"{cluster.Neurons.Count} to k = {cluster.Frequency}")) + ".",
            PanelAspect = 2.2,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("neurons in falling order"),
                    Y = Axis.Linear("variance explained", 0, 1.02),
                    Lines = [ReferenceLine.Horizontal(Interp.NeuronClusters.Threshold, "clear")],
                    Traces =
                    [
                        .. keys.Select(k => Of(Text.Frequency(k), study.ColourOf(k), frequency => frequency == k)),
                        Of("other", ColourRole.Muted, frequency => !keys.Contains(frequency)),
                    ],
                },
            ],
        };
    }
}
