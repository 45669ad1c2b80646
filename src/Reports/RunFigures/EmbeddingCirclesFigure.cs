using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The embedding in the plane of each key frequency, with a slider over training.</summary>
public sealed record EmbeddingCirclesFigure() : RunFigure<CyclicView>("embedding-circles", RunSection.Embedding)
{
    private const int MostPanels = 8;
    private const int MostLabels = 20;
    private const double LabelRoom = 0.11;
    private const double Edge = 0.95;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var figure = Of(view, [.. study.Embeddings.Select(item => item.Embedding)]);
        return figure is null ? null : figure with
        {
            Slider = study.Embeddings.Count == 0 ? null : new FrameSlider("step", [.. study.Embeddings.Select(item =>
                new Frame(Text.Count(item.Step),
                    [.. Circles(view, item.Embedding).SelectMany(circle =>
                        Traces(view, circle, figure.Panels[0].X.Maximum!.Value))]))]),
        };
    }

    /// <summary>The figure of any checkpoint, without the slider over training.</summary>
    /// <param name="view">The view of its network.</param>
    /// <returns>Null for a network without an embedding or without key frequencies.</returns>
    public static Figure? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Of(view, []);
    }

    private static Figure? Of(CyclicView view, IReadOnlyList<Matrix> before)
    {
        if (view.W_E is not { Columns: >= 2 } embedding || Circles(view, embedding) is not { Count: > 0 } circles)
        {
            return null;
        }
        // Labels stand outside the final circles, and the cloud of early checkpoints reaches beyond them.
        var reach = before.SelectMany(early => Circles(view, early)).Select(circle => 1.1 * Reach(circle))
            .Append(1.3 * circles.Max(Reach)).Max();
        return Figure.Of("Embedding circles", [.. circles.Select(circle => Panel(view, circle, reach))]) with
        {
            Caption = "Each number's embedding, seen in the plane of one key frequency k and coloured by its angle k·v: "
                + "neighbours on the circle are "
                + $"{(view.Algebra.IsPlain ? "numbers that differ" : "numbers whose labels v differ")} by k⁻¹ mod "
                + $"{(view.Algebra.IsPlain ? "p" : "n")}. Look for a round ring with the colours in order; before the circuit "
                + "forms there is only a cloud. Here " + Text.List(circles.Select(circle =>
                    $"k = {circle.Frequency} has {Text.Percent(circle.Purity)} of its plane's variance on the frequency and axes "
                        + $"in the ratio {Text.Number(circle.Roundness)}")) + ".",
            Columns = circles.Count is 2 or 4 ? 2 : Math.Min(circles.Count, 3),
        };
    }

    private static List<EmbeddingCircle> Circles(CyclicView view, Matrix embedding) =>
        [.. view.KeyFrequencies.Where(view.Basis.HasSine).Take(MostPanels)
            .Select(k => EmbeddingCircle.Of(view.Basis, embedding, k))];

    private static Panel Panel(CyclicView view, EmbeddingCircle circle, double reach) => new()
    {
        Title = Text.Frequency(circle.Frequency),
        X = Axis.Linear("along cos", -reach, reach) with { HideTicks = true },
        Y = Axis.Linear("along sin", -reach, reach) with { HideTicks = true },
        HasEqualAspect = true,
        Traces = [.. Traces(view, circle, reach)],
    };

    private static double Reach(EmbeddingCircle circle) => Centred(circle.X).Concat(Centred(circle.Y)).Max(Math.Abs);

    private static IEnumerable<PointTrace> Traces(CyclicView view, EmbeddingCircle circle, double reach)
    {
        var p = circle.X.Count;
        var angles = Enumerable.Range(0, p).Select(number => number * circle.Frequency % p).ToList();
        // A label for each point where they fit, else for some twenty round the circle; hovering names the others.
        var step = (p + MostLabels - 1) / MostLabels;
        (double[] x, double[] y) = ([.. Centred(circle.X)], [.. Centred(circle.Y)]);
        yield return new PointTrace("number", x, y)
        {
            Key = $"circle-{circle.Frequency}",
            Size = 6,
            Hover = [.. Enumerable.Range(0, p)
                .Select(number => $"number {Name(view, number)}" + (view.Algebra.IsPlain ? "" : $", label {number}"))],
            ColourValues = angles.Select(angle => (double)angle).ToArray(),
            Scale = ColourScale.Cyclic(view.Algebra.IsPlain ? "k·v mod p" : "k·v mod n", p),
        };
        int[] named = [.. Enumerable.Range(0, p).Where(number => angles[number] % step == 0)];
        double[] lengths = [.. named.Select(number => Math.Max(double.Hypot(x[number], y[number]), double.Epsilon))];
        // Outward by the room of a label, and never beyond the panel.
        double Outward(double[] place, int i) =>
            Math.Clamp(place[named[i]] * (1 + (LabelRoom * reach / lengths[i])), -Edge * reach, Edge * reach);
        yield return new PointTrace(
            "", named.Select((_, i) => Outward(x, i)).ToArray(), named.Select((_, i) => Outward(y, i)).ToArray())
        {
            Key = $"names-{circle.Frequency}", Labels = [.. named.Select(number => Name(view, number))], HasNoMarks = true,
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
