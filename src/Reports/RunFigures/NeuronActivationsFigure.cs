using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Activations of typical neurons as functions of the pair.</summary>
public sealed record NeuronActivationsFigure() : RunFigure<CheckpointEvaluation>("neuron-activations", RunSection.Neurons)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CheckpointEvaluation view) =>
        view.Cyclic is { } cyclic && TypicalNeurons.Of(cyclic) is { Count: > 0 } typical
            ? ByFrequency(cyclic, typical) : ByVariance(view);

    private Figure ByFrequency(CyclicView view, IReadOnlyList<(int Neuron, int Frequency, double Explained)> neurons) => Maps(
        "The activation of a neuron at the last position for every pair, a and b in the order of their angles k·a and k·b at the "
        + "neuron's frequency. Look for one smooth hill that fills the map: the neuron answers to that frequency alone. Shown "
        + "are the neurons that each key frequency explains best: "
        + Text.List(neurons.Select(item => $"{item.Neuron} ({Text.Percent(item.Explained)} by k = {item.Frequency})")) + ".",
        neurons.Select(item =>
            (TypicalNeurons.Title(item.Neuron, item.Frequency),
                InOrder(TypicalNeurons.Map(view, item.Neuron), AngleOrder.Of(view.N, item.Frequency)))), "b, by k·b mod p",
                    "a, by k·a mod p");

    private static Grid InOrder(Matrix map, int[] order) =>
        Grid.Of(order.Length, order.Length, (i, j) => map[order[i], order[j]]);

    private Figure? ByVariance(CheckpointEvaluation view)
    {
        var neurons = TypicalNeurons.Of(view);
        return neurons.Count == 0 ? null : Maps(
            "The activation of a neuron at the last position for every pair. Look for rows, columns and blocks: operands that "
                + "the neuron treats alike. Shown are the neurons that vary most: "
            + Text.List(neurons) + ".",
            neurons.Select(neuron => ($"neuron {neuron}", TypicalNeurons.Map(view, neuron))));
    }

    private Figure Maps(string caption, IEnumerable<(string Title, Grid Cells)> maps, string x = "b", string y = "a") => new()
    {
        Id = Id,
        Title = "Activations of typical neurons",
        Caption = caption,
        Sharing = AxisSharing.Both,
        Panels = [.. maps.Select(map => Panel.Map(map.Title, x, y, map.Cells, ColourScale.Sequential("activation", 0)))],
    };
}
