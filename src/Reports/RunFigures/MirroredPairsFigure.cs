using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Test pairs whose mirror was trained on, and those that have none: what comes of ignoring the order of the
/// operands.</summary>
public sealed record MirroredPairsFigure() : RunFigure<CheckpointEvaluation>("mirrored-pairs", RunSection.Training)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CheckpointEvaluation view)
    {
        if (TrainingTraces.Column(study.Timeline, "symmetric_answers", "answered like their mirror", ColourRole.Series(2))
            is not { } symmetric
            || view.Answers.SymmetricPairs is not { } symmetricPairs)
        {
            return null;
        }
        Trace?[] traces =
        [
            TrainingTraces.Column(study.Timeline, "test_accuracy", "test pairs right", ColourRole.Test),
            TrainingTraces.Column(
                study.Timeline, "test_mirror_unseen_accuracy", "test pairs with unseen mirror right", ColourRole.Series(3)),
            symmetric,
        ];
        return new Figure
        {
            Id = Id,
            Title = "Pairs and their mirrors",
            Caption = "Accuracy on all test pairs (a, b), on those whose mirror (b, a) was not shown either, and the share of "
                + "pairs that the network answers like their mirror. Where the first is above the second, the network has "
                + "learned to ignore order and answers mirrors of what it knows by heart, which is no rule yet. "
                + $"Here {Text.Percent(symmetricPairs)} of the pairs have the answer of their mirror, and the network gives "
                + $"{Text.Percent(study.Timeline["symmetric_answers"][^1])} of them the same.",
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = TrainingTraces.Steps, Y = Axis.Linear("share of the pairs", 0, 1.02),
                        Traces = [.. traces.OfType<Trace>()],
                    Regions = TrainingTraces.PhaseRegions(study), Lines = [ReferenceLine.Horizontal(symmetricPairs)],
                },
            ],
        };
    }
}
