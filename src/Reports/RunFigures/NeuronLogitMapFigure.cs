using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Length of each Fourier component of the neuron-logit map, and how well the neurons carry the waves that it
/// writes.</summary>
public sealed record NeuronLogitMapFigure() : RunFigure<CyclicView>("neuron-logit-map", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (NeuronLogitFit.Of(view) is not { } fit)
        {
            return null;
        }
        var share = 1 - (fit.Residual * fit.Residual);
        double Carried(int k) => fit.Directions.Where(direction => direction.Frequency == k)
            .Average(direction => direction.FractionExplained);
        return new Figure
        {
            Id = Id,
            Title = "Neuron-logit map in the Fourier basis",
            Caption = "Length over the neurons of the cosine (left) and the sine component (right) of W_L = W_out·W_U at each "
                + "frequency: the waves over the answers that the neurons can write. Look for two tall bars at each key "
                + "frequency and little between: a network that adds by angles writes nothing else (Nanda et al. 2023). "
                + (study.KeyFrequencies.Count == 0 ? "This network has no key frequencies."
                    : $"Here {Text.List(study.KeyFrequencies)} {(study.KeyFrequencies.Count == 1 ? "has" : "have")} "
                        + $"{Text.Percent(share)} of the power. What the neurons send along these directions should be the same "
                        + $"wave of a + b: {Text.List(study.KeyFrequencies.Select(k => $"{Text.Percent(Carried(k))} of it is at k = {k}"))}."),
            PanelAspect = 2.2,
            Bars = BarMode.Stacked,
            Panels = [SpectrumBars.Panel(study, view, view.NeuronLogitSpectrum!)],
        };
    }
}
