using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The embedding in the plane of each key frequency, with a slider over training.</summary>
public sealed record EmbeddingCirclesFigure() : RunFigure<CyclicView>("embedding-circles", RunSection.Embedding)
{
    private const int MostPanels = 8;
    private const int MostLabels = 20;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var figure = Of(view);
        return figure is null ? null : figure with
        {
            Slider = study.Embeddings.Count == 0 ? null : new FrameSlider("step", [.. study.Embeddings.Select(item =>
                new Frame(Text.Count(item.Step), [.. Circles(view, item.Embedding).Select(circle => Points(view, circle))]))]),
        };
    }

    /// <summary>The figure of any checkpoint, without the slider over training.</summary>
    /// <param name="view">The view of its network.</param>
    /// <returns>Null for a network without an embedding or without key frequencies.</returns>
    public static Figure? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.W_E is not { Columns: >= 2 } embedding || Circles(view, embedding) is not { Count: > 0 } circles)
        {
            return null;
        }
        // The final circles fill the panels; the cloud of early checkpoints may reach beyond them.
        var reach = 1.3 * circles.SelectMany(circle => Centred(circle.X).Concat(Centred(circle.Y))).Max(Math.Abs);
        return Figure.Of("Embedding circles", [.. circles.Select(circle => Panel(view, circle, reach))]) with
        {
            Caption = "Each number's embedding, seen in the plane of one key frequency k and coloured by its angle k·v: neighbours on the circle are "
                + $"{(view.Algebra.IsPlain ? "numbers that differ" : "numbers whose labels v differ")} by k⁻¹ mod {(view.Algebra.IsPlain ? "p" : "n")}. Look for a round ring with the colours in order; before the circuit forms there is only a cloud. "
                + "Here " + Text.List(circles.Select(circle =>
                    $"k = {circle.Frequency} has {Text.Percent(circle.Purity)} of its plane's variance on the frequency and axes in the ratio {Text.Number(circle.Roundness)}")) + ".",
            Columns = circles.Count is 2 or 4 ? 2 : Math.Min(circles.Count, 3),
        };
    }

    private static List<EmbeddingCircle> Circles(CyclicView view, Matrix embedding) =>
        [.. view.KeyFrequencies.Where(view.Basis.HasSine).Take(MostPanels).Select(k => EmbeddingCircle.Of(view.Basis, embedding, k))];

    private static Panel Panel(CyclicView view, EmbeddingCircle circle, double reach) => new()
    {
        Title = Text.Frequency(circle.Frequency),
        X = Axis.Linear("along cos", -reach, reach) with { HideTicks = true },
        Y = Axis.Linear("along sin", -reach, reach) with { HideTicks = true },
        HasEqualAspect = true,
        Traces = [Points(view, circle)],
    };

    private static PointTrace Points(CyclicView view, EmbeddingCircle circle)
    {
        var p = circle.X.Count;
        var angles = Enumerable.Range(0, p).Select(number => number * circle.Frequency % p).ToList();
        // A label for each point where they fit, else for some twenty round the circle; hovering names the others.
        var step = (p + MostLabels - 1) / MostLabels;
        return new PointTrace("number", Centred(circle.X).ToArray(), Centred(circle.Y).ToArray())
        {
            Key = $"circle-{circle.Frequency}",
            Size = 6,
            LabelsPointOutward = true,
            Labels = [.. angles.Select((angle, number) => angle % step == 0 ? Name(view, number) : "")],
            Hover = [.. Enumerable.Range(0, p).Select(number => $"number {Name(view, number)}" + (view.Algebra.IsPlain ? "" : $", label {number}"))],
            ColourValues = angles.Select(angle => (double)angle).ToArray(),
            Scale = ColourScale.Cyclic(view.Algebra.IsPlain ? "k·v mod p" : "k·v mod n", p),
        };
    }

    private static string Name(CyclicView view, int label) => view.Pairs.Activations.Operation.NameOf(view.Algebra.Left[label]);

    // The mean embedding, which all numbers share, is no part of the circle.
    private static IEnumerable<double> Centred(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Select(value => value - mean);
    }
}
