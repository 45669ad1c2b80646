using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The right answer's logit by a + b and a − b: a pizza's blind lines.</summary>
public sealed record BlindLineFigure() : RunFigure("blind-lines", RunSection.Circuits)
{
    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study) =>
        study.Analysis.Circuits is { DistanceIrrelevance.Correct: not null } ? Of(study.Specimen) : null;

    /// <summary>The figure of any checkpoint of a + b.</summary>
    /// <param name="specimen">The checkpoint under study.</param>
    public static Figure Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var (p, logits) = (specimen.P, Logits(specimen));
        var means = Enumerable.Range(0, p).Select(difference => Enumerable.Range(0, p).Average(sum => logits[sum, difference])).ToArray();
        var spreads = means.Select((mean, difference) =>
            Math.Sqrt(Enumerable.Range(0, p).Average(sum => Math.Pow(logits[sum, difference] - mean, 2)))).ToArray();
        var (below, above) = (means.Zip(spreads, (mean, spread) => mean - spread).ToArray(), means.Zip(spreads, (mean, spread) => mean + spread).ToArray());
        var answers = Enumerable.Range(0, p).Select(sum => Enumerable.Range(0, p).Average(difference => logits[sum, difference])).ToArray();
        var differences = Enumerable.Range(0, p).ToArray();
        return new Figure
        {
            Id = "blind-lines",
            Title = "The right answer's logit by sum and difference",
            Caption = "Each cell is a pair, coloured by the logit of its right answer, less the mean of that answer; columns share a − b, rows share a + b (mod p). A pizza is blind where a and b are opposite on its "
                + "circles: look for dark and light vertical stripes, and for valleys of their means at the right. A clock's logits do not depend on "
                + $"a − b: no stripes, and a level line. Here the standard deviation within a column is {Text.Percent(DistanceIrrelevance.Of(specimen.Recording).Correct)} of the whole (the distance irrelevance of the right logit).",
            Panels =
            [
                Panel.Map("logit less its answer's mean", "a − b mod p", "a + b mod p", Grid.Of(p, p, (sum, difference) => logits[sum, difference] - answers[sum]),
                    ColourScale.Diverging("logit")),
                new Panel
                {
                    Title = "mean and spread over a + b",
                    X = Axis.Linear("a − b mod p"),
                    // A level line must look level: the axis is never finer than a third of the logit.
                    Y = Axis.Linear("logit", Math.Min(below.Min(), 0.75 * means.Average()), Math.Max(above.Max(), 1.1 * means.Average())),
                    Traces =
                    [
                        new LineTrace("mean", differences, means) { Colour = ColourRole.Series(0) },
                        new LineTrace("± one standard deviation", differences, below) { Colour = ColourRole.Muted, IsThin = true, Key = "below" },
                        new LineTrace("± one standard deviation", differences, above) { Colour = ColourRole.Muted, IsThin = true, Key = "above" },
                    ],
                },
            ],
            PanelAspect = 1,
        };
    }

    /// <summary>The right answer's logit, [sum, difference].</summary>
    private static double[,] Logits(Specimen specimen)
    {
        var p = specimen.P;
        var cells = new double[p, p];
        for (var pair = 0; pair < p * p; pair++)
        {
            var (a, b) = Math.DivRem(pair, p);
            cells[(a + b) % p, (a - b + p) % p] = specimen.Logits[pair, specimen.Labels[pair]];
        }
        return cells;
    }
}
