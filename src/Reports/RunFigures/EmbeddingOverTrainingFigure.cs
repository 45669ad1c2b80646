using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Embedding power per frequency as a heat map over steps.</summary>
public sealed record EmbeddingOverTrainingFigure() : RunFigure<CyclicView>("embedding-over-training", RunSection.Embedding)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (view.EmbeddingSpectrum is null || study.Embeddings.Count < 2)
        {
            return null;
        }
        var frequencies = view.Basis.Frequencies.ToArray();
        var shares = study.Embeddings.Select(item => Shares(view, item.Embedding)).ToList();
        return new Figure
        {
            Id = Id,
            Title = "Embedding power per frequency over training",
            Caption = "Each column is a checkpoint, each row a frequency, the colour its share of the embedding's power (without "
                + $"the constant). Look for rows that darken while the others fade. Here {Text.List(study.KeyFrequencies)} "
                + "remain.",
            PanelAspect = 1.9,
            Panels = [TrainingTraces.EmbeddingShares(study, Axis.Linear("frequency k"), frequencies, shares, "share of power")],
        };
    }

    private static double[] Shares(CyclicView view, Matrix embedding)
    {
        var power = new FourierSpectrum(view.Basis, embedding).Power;
        var total = power.Sum();
        return [.. power.Select(value => value / total)];
    }
}
