using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How much a clock the network is, over training.</summary>
public sealed record SecondOrderFigure() : RunFigure<CyclicView>("second-order", RunSection.Circuits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var whole = TrainingTraces.Column(study.Timeline, "second_order_fraction", "all neurons", ColourRole.Ink);
        if (whole is null)
        {
            return null;
        }
        var regions = TrainingTraces.PhaseRegions(study);
        Trace?[] accuracies =
        [
            TrainingTraces.Column(study.Timeline, "all_accuracy", "intact", ColourRole.Ink),
            TrainingTraces.Column(study.Timeline, "attention_frozen_accuracy", "attention frozen", ColourRole.Ink) is { } frozen
                ? frozen with { Dash = LineDash.Dash } : null,
        ];
        return new Figure
        {
            Id = Id,
            Title = "A clock over training",
            Caption = "Above, accuracy over all pairs, intact and with attention frozen to its mean, which leaves a pizza as it "
                + "is and stops a clock; below, the share of the neurons' variance before the non-linearity in functions of "
                + "a + b. Look whether the network groks with the clock already running, or as a pizza that grows its clock "
                + "afterwards. " + Observed(study),
            Columns = 1,
            PanelAspect = 2.6,
            Sharing = AxisSharing.X,
            Panels =
            [
                new Panel { X = TrainingTraces.Steps, Y = Axis.Linear("accuracy", 0, 1.02),
                    Traces = [.. accuracies.OfType<Trace>()], Regions = regions },
                new Panel { X = TrainingTraces.Steps, Y = Axis.Linear("second-order fraction"),
                    Traces = [whole, .. Frequencies(study)], Regions = regions },
            ],
        };
    }

    private static IEnumerable<Trace> Frequencies(ReportContext study) =>
        MeasureSet.Default.PerFrequency.Where(measure => measure.Id == "second_order_fraction_per_frequency")
            .SelectMany(measure => study.KeyFrequencies.Select(k =>
                TrainingTraces.Column(study.Timeline, measure.Column(k), Text.Frequency(k), study.ColourOf(k))))
            .OfType<LineTrace>()
            .Select(line => line with { IsThin = true });

    private static string Observed(ReportContext study)
    {
        if (!study.Timeline.Has("attention_frozen_accuracy") || study.Phases.CircuitFormation is not { Finished: true } formation)
        {
            return $"At the end the fraction is {Text.Number(study.Timeline["second_order_fraction"][^1])}.";
        }
        var grok = Enumerable.Range(0, study.Timeline.Steps.Count).MinBy(i => Math.Abs(study.Timeline.Steps[i] - formation.To));
        string At(int i) =>
            $"{Text.Percent(study.Timeline["all_accuracy"][i])} intact and "
                + $"{Text.Percent(study.Timeline["attention_frozen_accuracy"][i])} frozen, "
            + $"with a second-order fraction of {Text.Number(study.Timeline["second_order_fraction"][i])}";
        return $"Here accuracy is {At(grok)} at step {Text.Count(study.Timeline.Steps[grok])}, and "
            + $"{At(study.Timeline.Steps.Count - 1)} at the end.";
    }
}
