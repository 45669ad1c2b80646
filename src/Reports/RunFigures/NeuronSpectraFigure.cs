using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Two-dimensional spectra of typical neurons.</summary>
public sealed record NeuronSpectraFigure() : RunFigure<CyclicView>("neuron-spectra", RunSection.Neurons)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var neurons = TypicalNeurons.Of(view);
        return neurons.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Spectra of the same neurons",
            Caption = "The size of each two-dimensional Fourier component of a neuron's centred activations; rows are components in a, columns in b "
                + "(component 2k − 1 is cos of frequency k, 2k its sine). Look for a handful of dark cells where row and column have the same frequency: linear terms "
                + "at the edge, products cos·cos, cos·sin, sin·sin inside.",
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. neurons.Select(item => Panel.Map(TypicalNeurons.Title(item.Neuron, item.Frequency), "component in b", "component in a",
                    Spectrum(view, item.Neuron), ColourScale.Sequential("size of the component", 0))),
            ],
        };
    }

    private static Grid Spectrum(CyclicView view, int neuron)
    {
        var map = TypicalNeurons.Map(view, neuron);
        var column = new Interp.Matrix(view.N * view.N, 1, map.Span.ToArray());
        var spectrum = view.Basis.Forward2D(column);
        return Grid.Of(view.N, view.N, (i, j) => i == 0 && j == 0 ? 0 : Math.Abs(spectrum[(i * view.N) + j, 0]));
    }
}
