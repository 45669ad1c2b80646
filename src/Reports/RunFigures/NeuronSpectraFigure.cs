namespace Grokking.Reports;

/// <summary>Two-dimensional spectra of typical neurons.</summary>
public sealed record NeuronSpectraFigure() : RunFigure("neuron-spectra", RunSection.Neurons)
{
    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study)
    {
        var neurons = TypicalNeurons.Of(study);
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
                    Spectrum(study, item.Neuron), ColourScale.Sequential("size of the component", 0))),
            ],
        };
    }

    private static Grid Spectrum(RunStudy study, int neuron)
    {
        var map = TypicalNeurons.Map(study, neuron);
        var column = new Interp.Matrix(study.P * study.P, 1, map.Span.ToArray());
        var spectrum = study.Specimen.Basis.Forward2D(column);
        return Grid.Of(study.P, study.P, (i, j) => i == 0 && j == 0 ? 0 : Math.Abs(spectrum[(i * study.P) + j, 0]));
    }
}
