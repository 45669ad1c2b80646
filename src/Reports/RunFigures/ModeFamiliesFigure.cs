using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Six families of the logits' modes, each alone.</summary>
public sealed record ModeFamiliesFigure() : RunFigure<CyclicView>("mode-families", RunSection.Circuits)
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["first"] = "a alone", ["second"] = "b alone", ["sum"] = "a + b", ["difference"] = "a − b",
    };

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Circuits is not { } circuits)
        {
            return null;
        }
        var families = circuits.ModeFamilies;
        var names = families.Select(family => Names.GetValueOrDefault(family.Name, family.Name)).ToArray();
        var sum = families.First(family => family.Name == "sum");
        return new Figure
        {
            Id = Id,
            Title = "Families of the logits' modes",
            Caption = "The two-dimensional Fourier modes of the logits, split by what they depend on (Janati et al. 2026): their share of the power, and the accuracy of each family alone. Look for the modes of a + b to answer "
                + $"everything alone. Here they hold {Text.Percent(sum.PowerShare)} of the power and answer {Text.Percent(sum.Accuracy)} of the pairs.",
            Columns = 1,
            PanelAspect = 3,
            Panels =
            [
                new Panel { X = Axis.Category(""), Y = Axis.Linear("share of power", 0, 1.02), Traces = [Bars("power", names, families.Select(family => family.PowerShare))] },
                new Panel { X = Axis.Category("modes of"), Y = Axis.Linear("accuracy alone", 0, 1.02), Traces = [Bars("accuracy", names, families.Select(family => family.Accuracy))] },
            ],
        };
    }

    private static BarTrace Bars(string key, string[] names, IEnumerable<double> values) =>
        new("", names, values.ToArray()) { Key = key, Colour = ColourRole.Series(0) };
}
