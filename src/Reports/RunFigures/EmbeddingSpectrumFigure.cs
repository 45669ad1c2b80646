using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Length of each Fourier component of the embedding, with a slider over training.</summary>
public sealed record EmbeddingSpectrumFigure() : RunFigure<CyclicView>("embedding-spectrum", RunSection.Embedding)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (view.EmbeddingSpectrum is not { } final)
        {
            return null;
        }
        return new Figure
        {
            Id = Id,
            Title = "Embedding in the Fourier basis",
            Caption = Caption(study, final),
            PanelAspect = 2.2,
            Bars = BarMode.Stacked,
            Panels = [SpectrumBars.Panel(study, view, final)],
            Slider = study.Embeddings.Count == 0 ? null : new FrameSlider("step", [.. study.Embeddings.Select(item =>
                new Frame(Text.Count(item.Step),
                    [.. SpectrumBars.Of(study, view, new FourierSpectrum(view.Basis, item.Embedding))]))]),
        };
    }

    private static string Caption(ReportContext study, FourierSpectrum final)
    {
        var total = final.Power.Sum();
        var strongest = Enumerable.Range(1, final.Power.Count).OrderByDescending(k => final.Power[k - 1])
            .Take(Math.Max(1, study.KeyFrequencies.Count)).ToList();
        var shares = Text.List(strongest.Select(k => $"{k} ({Text.Percent(final.Power[k - 1] / total)})"));
        var share = strongest.Sum(k => final.Power[k - 1]) / total;
        return "Length over d_model of the cosine (left) and the sine component (right) of W_E at each frequency. "
            + (study.Run is null ? "" : "At the start all are alike; move the slider to see a few grow and the rest be cleaned "
            + "away. ")
            + $"{(study.Run is null ? "The" : "In the end the")} strongest "
            + $"{(strongest.Count == 1 ? "frequency is" : "frequencies are")} {shares} of the power, {Text.Percent(share)} "
            + "together.";
    }
}
