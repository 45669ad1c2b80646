using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Two-dimensional spectra of typical neurons.</summary>
public sealed record NeuronSpectraFigure() : RunFigure<CyclicView>("neuron-spectra", RunSection.Neurons)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var neurons = TypicalNeurons.Of(view);
        if (neurons.Count == 0)
        {
            return null;
        }
        var spectra = neurons.Select(item => Spectrum(view, item.Neuron)).ToList();
        var shown = ShownComponents.Of(view, (i, j) => Math.Sqrt(spectra.Sum(spectrum => spectrum[i, j] * spectrum[i, j])));
        return new Figure
        {
            Id = Id,
            Title = "Spectra of the same neurons",
            Caption = "The size of each two-dimensional Fourier component of a neuron's centred activations; rows are components "
                + "in a, columns in b, of the strongest frequencies. Look for a handful of strong cells where row and column "
                + "have the same frequency: linear terms at the edge, products cos·cos, cos·sin, sin·sin inside.",
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. neurons.Zip(
                    spectra,
                    (item, spectrum) => shown.Map(TypicalNeurons.Title(item.Neuron, item.Frequency), (i, j) => spectrum[i, j],
                    ColourScale.Sequential("size of the component", 0))),
            ],
        };
    }

    private static double[,] Spectrum(CyclicView view, int neuron)
    {
        var map = TypicalNeurons.Map(view, neuron);
        var column = new Interp.Matrix(view.N * view.N, 1, map.Span.ToArray());
        var spectrum = view.Basis.Forward2D(column);
        var sizes = new double[view.N, view.N];
        for (var cell = 1; cell < view.N * view.N; cell++)
        {
            sizes[cell / view.N, cell % view.N] = Math.Abs(spectrum[cell, 0]);
        }
        return sizes;
    }
}
