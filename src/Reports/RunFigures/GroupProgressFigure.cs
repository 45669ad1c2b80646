using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Restricted and excluded loss of a network that multiplies in a group, beside train and test loss.</summary>
public sealed record GroupProgressFigure() : RunFigure<RepresentationView>("group-progress", RunSection.Training)
{
    private static readonly (string Column, string Name, ColourRole Colour)[] Curves =
    [
        ("train_loss_answers", "train", ColourRole.Train),
        ("test_loss_answers", "test", ColourRole.Test),
        ("group_restricted_loss", "restricted (only key representations)", ColourRole.Restricted),
        ("group_excluded_loss", "excluded (train, without them)", ColourRole.Excluded),
    ];

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        var traces = Curves.Select(curve => TrainingTraces.Column(study.Timeline, curve.Column, curve.Name, curve.Colour))
            .OfType<Trace>().ToList();
        return traces.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Progress measures over training",
            Caption = "The restricted loss keeps of the logits only the key representations' functions of x·y and the mean of "
                + "each answer; the excluded loss removes those functions and is taken over the training pairs (Chughtai et al. "
                + "2023). Look for the restricted loss falling, and the excluded loss rising, while the test loss still stands "
                + "high: the circuit grows before it shows. " + TrainingTraces.PhaseSentence(study),
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = TrainingTraces.Steps, Y = LossScale.Axis("loss over the answers", study.Loss), Traces = traces,
                    Regions = TrainingTraces.PhaseRegions(study), Lines = [LossScale.Guessing(study.Operation, study.Loss)],
                },
            ],
        };
    }
}
