using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Logits in the two-dimensional Fourier basis.</summary>
public sealed record LogitSpectrumFigure() : RunFigure<CyclicView>("logit-spectrum", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var spectrum = LogitSpectrum.Of(view);
        double Size(int i, int j) => spectrum.Norms[i, j];
        var shown = ShownComponents.Of(view, Size);
        var largest = study.Analysis.Fourier!.LogitComponents;
        return new Figure
        {
            Id = Id,
            Title = "Logits in the two-dimensional Fourier basis",
            Caption = "Length over the classes of each Fourier component of the logits in a (rows) and b (columns), of the "
                + "strongest frequencies. Look for strong two by two blocks on the diagonal, cos·cos, cos·sin, sin·cos and "
                + "sin·sin of one frequency: with the addition theorem they make cos and sin of ω(a + b). "
                + (largest is null ? "" : "The largest here: " + Text.List(largest.Take(4).Select(item =>
                    $"{Text.Component(item.First)} · {Text.Component(item.Second)} ({Text.Percent(item.Share)})")) + ".")
                + $" The cells shown have {Text.Percent(shown.Share(view, Size))} of the power.",
            Panels =
            [
                shown.Map("", Size, ColourScale.Sequential("length over classes", 0)),
            ],
        };
    }
}
