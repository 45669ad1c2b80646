using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The embedding's share in each representation as a heat map over steps.</summary>
public sealed record RepresentationsOverTrainingFigure()
    : RunFigure<RepresentationView>("representations-over-training", RunSection.Groups)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        if (study.Embeddings.Count < 2)
        {
            return null;
        }
        var shares = study.Embeddings.Select(item => Shares(view, item.Embedding)).ToList();
        string[] names = [.. view.Representations.Irreps.Skip(1).Select(irrep => irrep.Name)];
        return new Figure
        {
            Id = Id,
            Title = "Representations in the embedding over training",
            Caption = "Each column is a checkpoint, each row an irreducible representation of the group, the colour its share of "
                + "the embedding of x (without the constant). Look for rows that darken while the others fade: what the network "
                + "comes to compute with. "
                + (view.KeyIrreps.Count == 0
                ? "None is key here." : $"The key ones here: {Text.List(view.KeyIrreps.Select(irrep => irrep.Name))}."),
            PanelAspect = 1.9,
            Panels =
                [TrainingTraces.EmbeddingShares(study, Axis.Category("representation"), names, shares, "share of the embedding")],
        };
    }

    private static double[] Shares(RepresentationView view, Matrix embedding)
    {
        double[] shares = [.. view.Representations.Shares(embedding).Skip(1)];
        var total = shares.Sum();
        return [.. shares.Select(share => total > 0 ? share / total : 0)];
    }
}
