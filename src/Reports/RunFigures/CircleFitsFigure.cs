using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How well clock and pizza patterns fit each circle's logits.</summary>
public sealed record CircleFitsFigure() : RunFigure<CyclicView>("circle-fits", RunSection.Circuits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Circuits is not { Frequencies: { Count: > 0 } frequencies })
        {
            return null;
        }
        var names = frequencies.Select(item => Text.Frequency(item.K)).ToArray();
        BarTrace Bars(string name, ColourRole colour, Func<Interp.AnalysisFrequency, double?> value) =>
            new(name, names, frequencies.Select(item => value(item) ?? double.NaN).ToArray()) { Colour = colour };
        return new Figure
        {
            Id = Id,
            Title = "Each circle's logits, fitted",
            Caption = "The network run with one circle of the embedding alone: how well its logits, without the means of the classes, fit the pattern of a clock, of a pizza, and of a circle that accompanies a pizza at "
                + "half its frequency (2ρ − 1 with ρ the correlation: 1 is a perfect fit, 0.8 a poor one, below 0 not drawn). "
                + string.Join(" ", frequencies.Select(item => $"k = {item.K}: {Words(item)}.")),
            PanelAspect = 2.2,
            Panels =
            [
                new Panel
                {
                    X = Axis.Category("frequency"),
                    Y = Axis.Linear("fit, 2ρ − 1", 0, 1.05),
                    Traces =
                    [
                        Bars("clock", ColourRole.Series(0), item => item.FveClock),
                        Bars("pizza", ColourRole.Series(1), item => item.FvePizza),
                        Bars("accompanying", ColourRole.Series(2), item => item.FveAccompanying),
                    ],
                },
            ],
        };
    }

    private static string Words(Interp.AnalysisFrequency item) =>
        item.Kind.ToString().ToLowerInvariant() + (item.Accompanies is { } other ? $" {other}" : "") + $" (alone {Text.Percent(item.AccuracyAlone)} right)";
}
