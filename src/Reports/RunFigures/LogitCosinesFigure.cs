using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The logits as a sum of cosines of a + b − c.</summary>
public sealed record LogitCosinesFigure() : RunFigure<CyclicView>("logit-cosines", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var amplitudes = view.CosineFit.Amplitudes.ToArray();
        BarTrace Bars(string name, int[] frequencies, ColourRole colour) =>
            new(name, frequencies, frequencies.Select(k => amplitudes[k - 1]).ToArray()) { Colour = colour };
        return new Figure
        {
            Id = Id,
            Title = "Logits as a sum of cosines",
            Caption = "The amplitude α of cos ω(a + b − c) in the logits, frequency by frequency: the answer an ideal circuit "
                + "gives. Look for a few tall bars. Here the key frequencies' cosines explain "
                + $"{Text.Percent(study.Analysis.Fourier!.LogitFractionExplained)} of the logits' variance; with the logits "
                + $"replaced by them the loss over all pairs is {Text.Number(study.Analysis.Progress["trig_loss"])} instead of "
                + $"{Text.Number(study.Analysis.Loss.All)}.",
            PanelAspect = 2.2,
            Bars = BarMode.Stacked,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("frequency k"),
                    Y = Axis.Linear("amplitude α", "logit"),
                    Traces =
                    [
                        .. study.KeyFrequencies.Select(k => Bars(Text.Frequency(k), [k], study.ColourOf(k))),
                        Bars("other", [.. view.Basis.Frequencies.Except(study.KeyFrequencies)], ColourRole.Muted),
                    ],
                },
            ],
        };
    }
}
