using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>When each key frequency comes to matter.</summary>
public sealed record ExcludedPerFrequencyFigure() : RunFigure<CyclicView>("excluded-per-frequency", RunSection.Training)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var keys = study.KeyFrequencies;
        var excluded = Lines(study, "excluded_loss_per_frequency").ToList();
        var amplitudes = Lines(study, "cosine_amplitude_per_frequency").ToList();
        if (excluded.Count == 0 && amplitudes.Count == 0)
        {
            return null;
        }
        var regions = TrainingTraces.PhaseRegions(study);
        return new Figure
        {
            Id = Id,
            Title = "Each key frequency over training",
            Caption = "Above, the training loss without one key frequency's waves in a + b; below, how strong cos ω(a + b − c) "
                + "of that frequency is in the logits. Look for the frequencies growing at different times and smoothly, long "
                + $"before the test loss falls. This run uses {(keys.Count == 1 ? "frequency" : "frequencies")} "
                + $"{Text.List(keys)}.",
            Columns = 1,
            PanelAspect = 2.6,
            Sharing = AxisSharing.X,
            Panels =
            [
                .. Panel(
                    excluded, LossScale.Axis("excluded loss", study.Loss), regions,
                    LossScale.Guessing(study.Operation, study.Loss)),
                .. Panel(amplitudes, Axis.Linear("amplitude α", "logit"), regions),
            ],
        };
    }

    private static IEnumerable<Panel> Panel(
        List<LineTrace> traces, Axis y, IReadOnlyList<Region> regions, params IReadOnlyList<ReferenceLine> lines) =>
        traces.Count == 0
            ? [] : [new Panel { X = TrainingTraces.Steps, Y = y, Traces = traces, Regions = regions, Lines = lines }];

    private static IEnumerable<LineTrace> Lines(ReportContext study, string measure) =>
        MeasureSet.Default.PerFrequency.Where(item => item.Id == measure)
            .SelectMany(item => study.KeyFrequencies.Select(k =>
                TrainingTraces.Column(study.Timeline, item.Column(k), Text.Frequency(k), study.ColourOf(k))))
            .OfType<LineTrace>();
}
