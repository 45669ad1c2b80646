using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Gradient symmetricity against distance irrelevance, beside published networks.</summary>
public sealed record CircuitPlaneFigure() : RunFigure<CyclicView>("circuit-plane", RunSection.Circuits)
{
    // Means over the published one-layer networks of width 128 with circular embeddings, by attention rate 0–0.1, …, 0.9–1
    // (Zhong et al. 2023, data of figure 7): symmetricity of 100 triples, distance irrelevance of the runner-up logit.
    private static readonly double[] PublishedSymmetricity =
        [0.994, 0.993, 0.992, 0.993, 0.990, 0.916, 0.733, 0.626, 0.545, 0.451];
    private static readonly double[] PublishedIrrelevance =
        [0.289, 0.282, 0.302, 0.289, 0.318, 0.421, 0.624, 0.690, 0.775, 0.820];

    // The paper's named networks, exhaustive symmetricity.
    private static readonly (string Name, double Symmetricity, double Irrelevance)[] Named =
        [("Model A", 0.99376, 0.22181), ("Model B", 0.34613, 0.88492), ("β", 1.0, 0.32868), ("δ", 0.00028, 0.93914)];

    private const double NameBelow = 0.09;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Circuits
            is not { GradientSymmetricity.Value: { } symmetricity, DistanceIrrelevance.RunnerUp: { } irrelevance } circuits)
        {
            return null;
        }
        return new Figure
        {
            Id = Id,
            Title = "Symmetricity and distance irrelevance",
            Caption = "Gradient symmetricity (1: a and b are treated alike) against distance irrelevance of the runner-up logit "
                + "(0: only a − b matters, 1: it does not matter). Published pizzas lie at the upper left, clocks at the lower "
                + "right; the line joins the means of published networks by attention rate, from 0 to 1 (Zhong et al. 2023). The "
                + "two numbers do not settle the matter: a torus looks like a clock here. This network: "
                + $"{Text.Number(symmetricity)} and {Text.Number(irrelevance)}.",
            PanelAspect = 1.5,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("distance irrelevance (runner-up)", 0, 1.02),
                    Y = Axis.Linear("gradient symmetricity", Math.Min(-0.18, symmetricity - 0.05), 1.05),
                    Traces =
                    [
                        new LineTrace(
                            "published, by attention rate", PublishedIrrelevance,
                            PublishedSymmetricity) { Colour = ColourRole.Muted, HasMarkers = true },
                        new PointTrace(
                            "published by name", Named.Select(item => item.Irrelevance).ToArray(),
                            Named.Select(item => item.Symmetricity).ToArray())
                        {
                            Colour = ColourRole.Ink, Marker = MarkerShape.Diamond, Hover = [.. Named.Select(item => item.Name)],
                        },
                        // Below the marks: the pizzas lie at the top edge.
                        new PointTrace("", Named.Select(item => item.Irrelevance).ToArray(),
                            Named.Select(item => item.Symmetricity - NameBelow).ToArray())
                        {
                            Key = "names", Labels = [.. Named.Select(item => item.Name)], HasNoMarks = true,
                        },
                        new PointTrace(
                            "this network", new[] { irrelevance }, new[] { symmetricity }) { Colour = ColourRole.Highlight,
                            Size = 14 },
                    ],
                },
            ],
        };
    }
}
