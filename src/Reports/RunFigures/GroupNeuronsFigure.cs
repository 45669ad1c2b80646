using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Activations of neurons over the group table, elements sorted by cosets.</summary>
public sealed record GroupNeuronsFigure() : RunFigure<RepresentationView>("group-neurons", RunSection.Groups)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        var neurons = GroupNeurons.Of(view);
        return neurons.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Neurons over the group table",
            Caption = "The activation of a neuron for every pair: x upwards, sorted by the cosets H·x that the neuron reads, y "
                + "across, sorted by its cosets y·H. Look for rectangles of one colour: the neuron does not tell the members of "
                + "a coset apart. Cosets come in the order of what the neuron reads from them.",
            Panels =
            [
                .. neurons.Select(item =>
                    Panel.Map(
                        GroupNeurons.Title(item.Neuron, item.Irrep), "y", "x", Map(view, item.Neuron),
                        ColourScale.Sequential("activation", 0))),
            ],
        };
    }

    private static Grid Map(RepresentationView view, NeuronCoset neuron)
    {
        var (n, post) = (view.Group.Order, view.Pairs.Activations.NeuronsPost!);
        var (x, y) = (
            Sorted(neuron.First.RightCosets(), view.InputMeans!.ByFirst),
            Sorted(neuron.Second.LeftCosets(), view.InputMeans.BySecond));
        return Grid.Of(n, n, (row, column) => post[x[row] * n + y[column], neuron.Neuron]);

        int[] Sorted(int[] cosets, Matrix inputs)
        {
            var ranks = GroupNeurons.Ranked(cosets, inputs, neuron.Neuron);
            return [.. Enumerable.Range(0, n).OrderBy(g => ranks[g])];
        }
    }
}
