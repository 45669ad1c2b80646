using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Effective ranks of embedding and output layer, and the weight norm, over training.</summary>
public sealed record EffectiveRankFigure() : RunFigure("effective-rank", RunSection.Training)
{
    /// <inheritdoc/>
    public override Figure? Draw(ReportContext study)
    {
        (string Column, string Name, ColourRole Colour)[] ranks =
            [("effective_rank_embed", "embedding", ColourRole.Series(0)),
                ("effective_rank_unembed", "output layer", ColourRole.Series(2))];
        var lines = ranks.Select(rank => TrainingTraces.Column(study.Timeline, rank.Column, rank.Name, rank.Colour))
            .OfType<LineTrace>().ToList();
        return lines.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Effective rank and weight norm",
            Caption = "How many directions the embedding and the output layer use: e to the entropy of their singular values' "
                + "shares. Look for a fall as the network generalises: what was learned by heart needs a direction for nearly "
                + "every number, a rule few. Here it goes from "
                + Text.List(ranks.Where(rank => study.Timeline.Has(rank.Column)).Select(rank =>
                    $"{Text.Number(study.Timeline[rank.Column][0])} to {Text.Number(study.Timeline[rank.Column][^1])} in the "
                        + $"{rank.Name}")) + ".",
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = TrainingTraces.Steps, Y = Axis.Linear("effective rank"), SecondY = Axis.Linear("sum of squared weights"),
                        Regions = TrainingTraces.PhaseRegions(study),
                    Traces =
                    [
                        .. lines,
                        .. TrainingTraces.Column(
                            study.Timeline, "sum_squared_weights", "sum of squared weights (right)", ColourRole.Ink) is { } norm
                            ? new[] { norm with { OnSecondAxis = true, Dash = LineDash.Dash } } : [],
                    ],
                },
            ],
        };
    }
}
