using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The ideal networks rung by rung, beside the controls that must fail.</summary>
public sealed record ExplanationLadderFigure() : RunFigure<CyclicView>("explanation-ladder", RunSection.Explanation)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Explanation is not { Ideals.Count: > 0 } explanation)
        {
            return null;
        }
        var controls = explanation.Controls.Where(control => control.Rung == explanation.JudgedRung)
            .GroupBy(control => control.Id)
            .Select(group => (Name: Control(group.Key), Fits: group.Select(control => control.Logits).ToList())).ToList();
        string[] names = [.. explanation.Ideals.Select(Name), .. controls.Select(control => control.Name)];
        BarTrace Bars(string name, int colour, Func<Faithfulness, double> value) => new(
            name, names,
            [.. explanation.Ideals.Select(fit => (Value)Math.Max(0, value(fit.Logits))),
                .. controls.Select(control => (Value)Math.Max(0, control.Fits.Max(value)))])
        {
            Colour = ColourRole.Series(colour),
        };
        return new Figure
        {
            Id = Id,
            Title = "The ladder: single frequencies in place of the network",
            Caption = "Each neuron keeps of what it receives some harmonics of one frequency, its own; everything behind the "
                + "neurons is exact. Bars: share of the pairs answered right, share of the logits that this explains, "
                + "share of the pairs on which it deviates by less than its margin. Look for bars that rise to 1 from left to "
                + "right, and for controls, the last set of harmonics with other frequencies, that stay low (of five seeds the "
                + $"largest is drawn).{WrongAddition(explanation)} {Observed(explanation)}",
            Columns = 1,
            PanelAspect = 2.2,
            Panels =
            [
                new Panel
                {
                    X = Axis.Category("what is kept"),
                    Y = Axis.Linear("share", 0, 1.02),
                    Traces = [Bars("right", 0, fit => fit.Accuracy), Bars("logits explained", 1, fit => fit.FractionExplained),
                        Bars("within its margin", 2, fit => fit.TwoSided)],
                },
            ],
        };
    }

    private static string Name(IdealFit fit) => $"{Word(fit.Rung)} {string.Join(',', fit.Harmonics)}";

    private static string Control(string id) => id == "rotated_others" ? "wrong addition" : id;

    private static string Word(IdealRung rung) => rung switch
    {
        IdealRung.Additive => "sum",
        IdealRung.SecondOrder => "+ product",
        IdealRung.ExactAttention => "attention",
        IdealRung.EveryLayer => "layers",
        IdealRung.LastLayer => "last layer",
        IdealRung.Products => "products",
        IdealRung.NumberLine => "number lines",
        IdealRung.TwoFrequencies => "two frequencies",
        _ => "three frequencies",
    };

    private static string WrongAddition(Explanation explanation) =>
        explanation.Controls.Any(control => control.Id == "rotated_others" && control.Rung == explanation.JudgedRung)
            ? " A wrong addition keeps what the bars before have: it must gain little on them." : "";

    private static string Observed(Explanation explanation)
    {
        var judged = explanation.Judged()!.Logits;
        var verdict = explanation.FailsAt is { } rung ? $"unexplained, by the rung {rung}" : "explained";
        return $"Here the last rung answers {Text.Percent(judged.Accuracy)} right and stays within its margin on "
            + $"{Text.Percent(judged.TwoSided)}; the network is {verdict}.";
    }
}
