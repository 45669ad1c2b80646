using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Length of each Fourier component of the neuron-logit map, and how well the neurons carry the waves that it
/// writes.</summary>
public sealed record NeuronLogitMapFigure() : RunFigure<CyclicView>("neuron-logit-map", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Fourier?.NeuronLogitFit is not { } fit || view.NeuronLogitSpectrum is not { } spectrum)
        {
            return null;
        }
        double[] carried = [.. fit.Directions.Select(direction => direction.FractionExplained)];
        return new Figure
        {
            Id = Id,
            Title = "Neuron-logit map in the Fourier basis",
            Caption = "Length over the neurons of the cosine (left) and the sine component (right) of W_L = W_out·W_U at each "
                + "frequency: the waves over the answers that the neurons can write. Look for two tall bars at each key "
                + "frequency and little between: a network that adds by angles writes nothing else (Nanda et al. 2023). "
                + (carried.Length == 0 ? "This network has no key frequencies."
                    : $"Here the norm of what lies outside {Text.List(study.KeyFrequencies)} is {Text.Percent(fit.Residual)} of "
                        + "the whole. What the neurons send along each of these directions should be the same wave of a + b: of "
                        + $"its variance, {Text.Percent(carried.Min())} to {Text.Percent(carried.Max())} is."),
            PanelAspect = 2.2,
            Bars = BarMode.Stacked,
            Panels = [SpectrumBars.Panel(study, view, spectrum)],
        };
    }
}
