using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>What reaches a neuron from x and from y, by cosets.</summary>
public sealed record NeuronCosetsFigure() : RunFigure<RepresentationView>("neuron-cosets", RunSection.Groups)
{
    private const int Most = 2;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        var neurons = GroupNeurons.Of(view).OrderByDescending(item => item.Neuron.IsConstant).DistinctBy(item => item.Irrep)
            .OrderByDescending(item => item.Neuron.IsConstant).ThenByDescending(item => item.Irrep.Dimension).Take(Most).ToList();
        return neurons.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "What a neuron reads, by cosets",
            Caption = "What reaches a neuron from each element x, and from each y, before its non-linearity, by the coset that "
                + "the element lies in, from the lowest to the highest. Look for points on one level in each coset. "
                + Observed(view, neurons[0].Neuron),
            Columns = 2,
            Panels = [.. neurons.SelectMany(item => new[] { OfFirst(view, item), OfSecond(view, item) })],
        };
    }

    private static Panel OfFirst(RepresentationView view, (NeuronCoset Neuron, Irrep Irrep) item) =>
        Of($"{GroupNeurons.Title(item.Neuron, item.Irrep)}, from x", "coset H·x", view.InputMeans!.ByFirst, item.Neuron.Neuron,
            item.Neuron.First.RightCosets());

    private static Panel OfSecond(RepresentationView view, (NeuronCoset Neuron, Irrep Irrep) item) =>
        Of($"{GroupNeurons.Title(item.Neuron, item.Irrep)}, from y", "coset y·H", view.InputMeans!.BySecond, item.Neuron.Neuron,
            item.Neuron.Second.LeftCosets());

    private static Panel Of(string title, string axis, Matrix inputs, int neuron, int[] cosets) => new()
    {
        Title = title,
        X = Axis.Linear(axis),
        Y = Axis.Linear("input"),
        Traces = [new PointTrace(
            "", GroupNeurons.Ranked(cosets, inputs, neuron),
            Enumerable.Range(0, inputs.Rows).Select(g => inputs[g, neuron]).ToArray()) { Key = title, Size = 4 }],
    };

    private static string Observed(RepresentationView view, NeuronCoset neuron) =>
        $"Neuron {neuron.Neuron} reads x by the {neuron.First.Index} cosets of {GroupNeurons.Name(neuron.First)}, which leave "
            + $"{Text.Percent(neuron.FirstInside)} of the variance "
        + $"inside, and y by those of {GroupNeurons.Name(neuron.Second)} ({Text.Percent(neuron.SecondInside)}). "
        + $"{view.Cosets!.Neurons.Count(item => item.IsConstant)} of {view.Cosets.Neurons.Count} neurons read cosets on both "
        + "sides.";
}
