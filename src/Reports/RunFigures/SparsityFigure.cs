using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Gini coefficients and the weight norm: cleanup.</summary>
public sealed record SparsityFigure() : RunFigure<CyclicView>("sparsity", RunSection.Training)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        Trace?[] traces =
        [
            TrainingTraces.Column(study.Timeline, "gini_embed", "Gini of W_E", ColourRole.Series(0)),
            TrainingTraces.Column(study.Timeline, "gini_neuron_logit", "Gini of W_L", ColourRole.Series(2)),
            TrainingTraces.Column(study.Timeline, "sum_squared_weights", "sum of squared weights (right)", ColourRole.Ink)
                is { } norm
                ? norm with { OnSecondAxis = true, Dash = LineDash.Dash }
                : null,
        ];
        return traces.All(trace => trace is null) ? null : new Figure
        {
            Id = Id,
            Title = "Sparsity in the Fourier basis, and weight norm",
            Caption = "Gini coefficients of the lengths of the embedding's and the neuron-logit map's Fourier components: 0 when "
                + "all are equal, near 1 when few carry all. Look for both rising, and the weights shrinking, most steeply in "
                + "cleanup: weight decay removes what was memorised. "
                + Observed(study),
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = TrainingTraces.Steps, Y = Axis.Linear("Gini coefficient", 0, 1),
                        SecondY = Axis.Linear("sum of squared weights"),
                    Traces = [.. traces.OfType<Trace>()], Regions = TrainingTraces.PhaseRegions(study),
                },
            ],
        };
    }

    private static string Observed(ReportContext study)
    {
        string FromTo(string column, string name) => study.Timeline.Has(column)
            ? $"{name} from {Text.Number(study.Timeline[column][0])} to {Text.Number(study.Timeline[column][^1])}"
            : "";
        return "Here they go: " + Text.List(new[]
        {
            FromTo("gini_embed", "W_E"), FromTo("gini_neuron_logit", "W_L"), FromTo("sum_squared_weights", "squared weights"),
        }.Where(part => part.Length > 0)) + ".";
    }
}
