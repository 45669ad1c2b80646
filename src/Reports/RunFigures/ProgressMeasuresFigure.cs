using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Restricted, excluded and trig loss beside train and test loss: the jump is gradual inside.</summary>
public sealed record ProgressMeasuresFigure() : RunFigure<CyclicView>("progress-measures", RunSection.Training)
{
    private static readonly (string Column, string Name, ColourRole Colour)[] Curves =
    [
        ("train_loss_answers", "train", ColourRole.Train),
        ("test_loss_answers", "test", ColourRole.Test),
        ("restricted_loss", "restricted (only key frequencies)", ColourRole.Restricted),
        ("excluded_loss", "excluded (train, without them)", ColourRole.Excluded),
        ("trig_loss", "trig (Σ α cos ω(a + b − c))", ColourRole.Series(5)),
    ];

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var traces = Curves.Select(curve => TrainingTraces.Column(study.Timeline, curve.Column, curve.Name, curve.Colour))
            .OfType<Trace>().ToList();
        return traces.Count == 0 ? null : new Figure
        {
            Id = Id,
            Title = "Progress measures over training",
            Caption = Caption(study),
            PanelAspect = 1.9,
            Panels =
            [
                new Panel { X = TrainingTraces.Steps, Y = LossScale.Axis("loss over the answers", study.Loss), Traces = traces,
                    Regions = TrainingTraces.PhaseRegions(study), Lines = [LossScale.Guessing(study.Operation, study.Loss)] },
            ],
        };
    }

    private static string Caption(ReportContext study) =>
        "The restricted loss keeps only the key frequencies' waves in a + b and the mean of each logit; the excluded loss "
        + "removes those waves and is taken over the training pairs (Nanda et al. 2023). Look for the restricted loss falling, "
        + "and the excluded loss rising, while the test loss still stands high: the circuit grows before it shows. "
        + Observed(study);

    private static string Observed(ReportContext study)
    {
        if (!study.Timeline.Has("restricted_loss") || study.Phases.CircuitFormation is not { } formation)
        {
            return TrainingTraces.PhaseSentence(study);
        }
        var (start, end) = (IndexOf(study, formation.From), IndexOf(study, formation.To));
        string Values(string column) =>
            study.Timeline.Has(column)
                ? $"from {Text.Number(study.Timeline[column][start])} to {Text.Number(study.Timeline[column][end])}" : "–";
        return $"Here, between steps {Text.Count(formation.From)} and {Text.Count(formation.To)}, the restricted loss goes "
            + $"{Values("restricted_loss")} "
            + $"and the excluded loss {Values("excluded_loss")}, while test accuracy goes only {Values("test_accuracy")}.";
    }

    private static int IndexOf(ReportContext study, int step) =>
        Enumerable.Range(0, study.Timeline.Steps.Count).MinBy(i => Math.Abs(study.Timeline.Steps[i] - step));
}
