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
            Caption = "The activation of a neuron at the last position for every pair. Look for a pattern that repeats: each neuron answers to "
                + "one frequency of a and b alone. Shown are the neurons that each key frequency explains best: "
                + Text.List(neurons.Select(item => $"{item.Neuron} ({Text.Percent(item.Explained)} by k = {item.Frequency})")) + ".",
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. neurons.Select(item => Panel.Map(TypicalNeurons.Title(item.Neuron, item.Frequency), "b", "a",
                    TypicalNeurons.Map(view, item.Neuron), ColourScale.Sequential("activation", 0))),
            ],
        };
    }
}
