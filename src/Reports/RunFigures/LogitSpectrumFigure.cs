using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Logits in the two-dimensional Fourier basis.</summary>
public sealed record LogitSpectrumFigure() : RunFigure<CyclicView>("logit-spectrum", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var spectrum = LogitSpectrum.Of(view);
        var largest = study.Analysis.Fourier!.LogitComponents;
        return new Figure
        {
            Id = Id,
            Title = "Logits in the two-dimensional Fourier basis",
            Caption = "Length over the classes of each Fourier component of the logits in a (rows) and b (columns); component 2k − 1 is cos of frequency k, 2k its sine. "
                + "Look for dark two by two blocks on the diagonal, cos·cos, cos·sin, sin·cos and sin·sin of one frequency: with the addition theorem they make cos and sin of ω(a + b). "
                + (largest is null ? "" : "The largest here: " + Text.List(largest.Take(4).Select(item =>
                    $"{Text.Component(item.First)} · {Text.Component(item.Second)} ({Text.Percent(item.Share)})")) + "."),
            Panels =
            [
                Panel.Map("", "component in b", "component in a",
                    Grid.Of(view.N, view.N, (i, j) => i == 0 && j == 0 ? 0 : spectrum.Norms[i, j]), ColourScale.Sequential("length over classes", 0)),
            ],
        };
    }
}
