using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The right answer's logit by a + b and a − b: a pizza's blind lines.</summary>
public sealed record BlindLineFigure() : RunFigure<CyclicView>("blind-lines", RunSection.Circuits)
{
    // Model A of Zhong et al. (2023), p = 59, a pizza: the mean of the right logit at the differences 0 to 29, which those above
    // mirror, and the mean standard deviation within a difference.
    private static readonly double[] PublishedPizza =
    [
        44.2, 48.2, 42.3, 46.7, 45.6, 44.4, 47.5, 46.4, 45.5, 42.6, 42.6, 45.0, 42.7, 49.2, 44.2, 47.8,
        44.2, 46.0, 45.2, 44.5, 47.1, 45.3, 45.4, 45.6, 45.2, 47.9, 45.1, 47.6, 43.3, 43.9,
    ];

    private const double PublishedSpread = 0.3;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view) =>
        study.Analysis.Circuits is { DistanceIrrelevance.Correct: not null } ? Of(view) : null;

    /// <summary>The figure of any checkpoint of a + b.</summary>
    /// <param name="view">The view of its network.</param>
    public static Figure Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var (p, logits) = (view.N, Logits(view));
        var means =
            Enumerable.Range(0, p).Select(difference => Enumerable.Range(0, p).Average(sum => logits[sum, difference])).ToArray();
        var spreads = means.Select((mean, difference) =>
            Math.Sqrt(Enumerable.Range(0, p).Average(sum => Math.Pow(logits[sum, difference] - mean, 2)))).ToArray();
        var answers =
            Enumerable.Range(0, p).Select(sum => Enumerable.Range(0, p).Average(difference => logits[sum, difference])).ToArray();
        double[] published = [.. PublishedPizza, .. PublishedPizza.Skip(1).Reverse()];
        return new Figure
        {
            Id = "blind-lines",
            Title = "The right answer's logit by sum and difference",
            Caption = "Each cell is a pair, coloured by the logit of its right answer, less the mean of that answer; columns "
                + "share a − b, rows share a + b (mod p). A pizza is blind where a and b are opposite on its "
                + "circles: look for dark and light vertical stripes, and for valleys of their means beside, as in the "
                + "published pizza at the right. A clock's logits do not depend on "
                + "a − b: no stripes, and a level line. Here the standard deviation within a column is "
                + $"{Text.Percent(DistanceIrrelevance.Of(view).Correct)} of the whole (the distance irrelevance of the right "
                + "logit).",
            Panels =
            [
                Panel.Map(
                    "logit less its answer's mean", "a − b mod p", "a + b mod p",
                    Grid.Of(p, p, (sum, difference) => logits[sum, difference] - answers[sum]),
                    ColourScale.Diverging("logit")),
                Curve("mean and spread over a + b", p, means, spreads),
                Curve("a published pizza (Model A)", published.Length, published, [.. published.Select(_ => PublishedSpread)]),
            ],
            PanelAspect = 1,
        };
    }

    private static Panel Curve(string title, int p, double[] means, double[] spreads)
    {
        int[] differences = [.. Enumerable.Range(0, p)];
        var (below, above) = (means.Zip(spreads, (mean, spread) => mean - spread).ToArray(),
            means.Zip(spreads, (mean, spread) => mean + spread).ToArray());
        return new Panel
        {
            Title = title,
            X = Axis.Linear($"a − b mod {p}"),
            // A level line must look level: the axis is never finer than a third of the logit.
            Y = Axis.Linear("logit", Math.Min(below.Min(), 0.75 * means.Average()), Math.Max(above.Max(), 1.1 * means.Average())),
            Traces =
            [
                new LineTrace("mean", differences, means) { Colour = ColourRole.Series(0), Key = title },
                new LineTrace("± one standard deviation", differences, below)
                {
                    Colour = ColourRole.Muted, IsThin = true, Key = title + " below",
                },
                new LineTrace("± one standard deviation", differences, above)
                {
                    Colour = ColourRole.Muted, IsThin = true, Key = title + " above",
                },
            ],
        };
    }

    /// <summary>The right answer's logit, [sum, difference].</summary>
    private static double[,] Logits(CyclicView view)
    {
        var p = view.N;
        var cells = new double[p, p];
        for (var pair = 0; pair < p * p; pair++)
        {
            var (a, b) = Math.DivRem(pair, p);
            cells[(a + b) % p, (a - b + p) % p] = view.Logits[pair, view.Pairs.Labels[pair]];
        }
        return cells;
    }
}
