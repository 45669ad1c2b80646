using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Logits by x·y·z⁻¹, beside the characters that they are made of.</summary>
public sealed record CharactersFigure() : RunFigure<RepresentationView>("characters", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        var (profile, fit) = (ByQuotient(view), view.Fit.Profile(view.KeyIrreps));
        int[] elements = [.. view.Group.Classes.All.SelectMany(members => members)];
        int[] classes = [.. elements.Select(view.Group.Classes.Of)];
        return new Figure
        {
            Id = Id,
            Title = "Logits against characters",
            Caption = "Each point is an element g: the mean of the centred logits of all pairs and answers with x·y·z⁻¹ = g, by "
                + "the class of elements conjugate to g (the first is the neutral element alone: the right answer). The marks on "
                + "the levels are Σ α·χ(g), the best fit by characters, which cannot tell members of a class apart. Look for "
                + "points on their levels, and for the right answer far above the rest. Here the key characters are "
                + $"{Names(view)}, and characters explain "
                + $"{Text.Percent(view.Fit.FractionExplained)} of the variance of all logits.",
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("class of g = x·y·z⁻¹"),
                    Y = Axis.Linear("logit", "centred"),
                    Traces =
                    [
                        new PointTrace("mean of the logits", classes, elements.Select(g => profile[g]).ToArray())
                        {
                            Size = 5, Colour = ColourRole.Series(0),
                                Hover = [.. elements.Select(g => $"{view.Group.NameOf(g)}: {Text.Number(profile[g])}")],
                        },
                        new PointTrace(
                            "fit by key characters", classes, elements.Select(g => fit[g]).ToArray()) { Size = 9,
                            Marker = MarkerShape.Cross, Colour = ColourRole.Highlight },
                    ],
                },
            ],
        };
    }

    private static string Names(RepresentationView view) =>
        view.KeyIrreps.Count == 0
            ? "none"
            : Text.List(
                view.KeyIrreps.Select((irrep, _) =>
                    $"{irrep.Name} "
                        + $"({Text.Number(view.Fit.Similarities[view.KeyNumbers[view.KeyIrreps.ToList().IndexOf(irrep)]])})"));

    private static double[] ByQuotient(RepresentationView view)
    {
        var (group, profile) = (view.Group, new double[view.Group.Order]);
        for (var product = 0; product < group.Order; product++)
        {
            for (var answer = 0; answer < group.Order; answer++)
            {
                profile[group.Product(product, group.Inverse(answer))] += view.Fit.ByProduct[product, answer] / group.Order;
            }
        }
        return profile;
    }
}
