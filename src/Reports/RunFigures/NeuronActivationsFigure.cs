using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Activations of typical neurons as functions of the pair.</summary>
public sealed record NeuronActivationsFigure() : RunFigure<CyclicView>("neuron-activations", RunSection.Neurons)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var neurons = TypicalNeurons.Of(view);
        return neurons.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Activations of typical neurons",
            Caption = "The activation of a neuron at the last position for every pair, a and b in the order of their angles k·a and k·b at the neuron's frequency. Look for one smooth hill that "
                + "fills the map: the neuron answers to that frequency alone. Shown are the neurons that each key frequency explains best: "
                + Text.List(neurons.Select(item => $"{item.Neuron} ({Text.Percent(item.Explained)} by k = {item.Frequency})")) + ".",
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. neurons.Select(item => Panel.Map(TypicalNeurons.Title(item.Neuron, item.Frequency), "b, by k·b mod p", "a, by k·a mod p",
                    InOrder(TypicalNeurons.Map(view, item.Neuron), AngleOrder.Of(view.N, item.Frequency)), ColourScale.Sequential("activation", 0))),
            ],
        };
    }

    private static Grid InOrder(Matrix map, int[] order) => Grid.Of(order.Length, order.Length, (i, j) => map[order[i], order[j]]);
}
