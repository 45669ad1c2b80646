namespace Grokking.Reports;

/// <summary>What a figure's traces hold, its frames included, and the spans that follow for its axes and colours.</summary>
internal static class FigureData
{
    /// <summary>Air at each end of an axis of values, and of positions that have marks, as a share of the span.</summary>
    private const double Padding = 0.05;

    /// <summary>The figure with the data of its last frame, which it opens on.</summary>
    public static Figure OnLastFrame(Figure figure)
    {
        if (figure.Slider is not { Frames: [.., var last] })
        {
            return figure;
        }
        var data = last.Traces.ToDictionary(trace => trace.Key, StringComparer.Ordinal);
        return figure with
        {
            Panels = [.. figure.Panels.Select(panel => panel with { Traces = [.. panel.Traces.Select(Replace)] })],
        };

        Trace Replace(Trace trace) => data.TryGetValue(trace.Key, out var other) ? trace.WithDataOf(other) : trace;
    }

    /// <summary>The figure with its steps on a logarithmic axis, from the first that is not 0; null for one that is not over
    /// steps throughout, or has cells, which have no place at step 0 there.</summary>
    public static Figure? OverLogSteps(Figure figure) => figure.Panels.All(IsOverSteps)
        ? figure with { Panels = [.. figure.Panels.Select(panel => panel with { X = panel.X with { Scale = AxisScale.Log } })] }
        : null;

    private static bool IsOverSteps(Panel panel) =>
        panel.X is { Title: "step", Scale: AxisScale.Linear } && panel.Traces.All(trace => trace is LineTrace)
            && panel.Traces.Any(trace => trace.XNumbers.Any(x => x > 0));

    /// <summary>The names along a category axis, in the order in which they first occur in the panels that share it.</summary>
    public static IReadOnlyList<string> Names(Figure figure, Panel panel, bool isX) =>
        [.. Sharing(figure, panel, isX ? AxisSharing.X : AxisSharing.Y).SelectMany(trace => isX ? trace.Names.X : trace.Names.Y)
            .Distinct()];

    /// <summary>What the x axis of a panel spans in every frame, in data units: given ends, else the data's with air for
    /// marks.</summary>
    public static NumberRange RangeX(Figure figure, Panel panel)
    {
        var traces = Sharing(figure, panel, AxisSharing.X).ToList();
        if (panel.X.Scale == AxisScale.Category)
        {
            return OfNames(Names(figure, panel, isX: true).Count);
        }
        var fitted = NumberRange.Of(WithFrames(figure, traces).SelectMany(trace => trace.XNumbers), panel.X.Scale);
        var half = traces.OfType<BarTrace>().Any() ? Bars.Unit(traces.OfType<BarTrace>()) / 2 : 0;
        fitted = new(fitted.Minimum - half, fitted.Maximum + half);
        var isPadded = traces.Any(trace => trace is PointTrace or LineTrace { HasMarkers: true })
            && !traces.Any(trace => trace is HeatMapTrace);
        return WithEnds(panel.X, isPadded || fitted.IsEmpty ? fitted.Padded(panel.X.Scale, Padding, keepsZero: false) : fitted);
    }

    /// <summary>The same for a y axis; values have air at both ends, but one that begins at 0 still does.</summary>
    public static NumberRange RangeY(Figure figure, Panel panel, bool second)
    {
        var axis = second ? panel.SecondY! : panel.Y;
        if (axis.Scale == AxisScale.Category)
        {
            return OfNames(Names(figure, panel, isX: false).Count);
        }
        var traces =
            (second ? panel.Traces : Sharing(figure, panel, AxisSharing.Y)).Where(trace => IsOnSecond(trace) == second).ToList();
        var fitted = NumberRange.Of(
            WithFrames(figure, traces).SelectMany(trace => trace.YNumbers).Concat(Bars.StackedEnds(figure, panel)), axis.Scale);
        return WithEnds(
            axis, traces.Any(trace => trace is HeatMapTrace) ? fitted : fitted.Padded(axis.Scale, Padding, keepsZero: true));
    }

    /// <summary>The span of the colours of all traces that use a scale, over all frames, its given ends first.</summary>
    public static NumberRange ColourRange(Figure figure, ColourScale scale)
    {
        var users = figure.Panels.SelectMany(panel => panel.Traces).Where(trace => ScaleOf(trace) == scale);
        var fitted = NumberRange.Of(WithFrames(figure, users).SelectMany(ColourNumbers));
        if (scale.IsSymmetric)
        {
            var limit = Math.Max(Math.Abs(fitted.Minimum), Math.Abs(fitted.Maximum));
            fitted = new(-limit, limit);
        }
        var (minimum, maximum) = (scale.Minimum ?? fitted.Minimum, scale.Maximum ?? fitted.Maximum);
        return minimum < maximum ? new(minimum, maximum) : new(minimum - 0.5, minimum + 0.5);
    }

    /// <summary>The colour scale of a trace; null when one colour draws it.</summary>
    public static ColourScale? ScaleOf(Trace trace) => trace switch
    {
        HeatMapTrace map => map.Scale,
        PointTrace points => points.Scale,
        _ => null,
    };

    /// <summary>Whether a trace belongs to the second y axis.</summary>
    public static bool IsOnSecond(Trace trace) => trace is XyTrace { OnSecondAxis: true };

    /// <summary>The traces of all panels that have an axis in common with this one.</summary>
    private static IEnumerable<Trace> Sharing(Figure figure, Panel panel, AxisSharing axis) =>
        figure.Sharing.HasFlag(axis) ? figure.Panels.SelectMany(each => each.Traces) : panel.Traces;

    /// <summary>Some traces with every replacement that a frame has for them.</summary>
    private static IEnumerable<Trace> WithFrames(Figure figure, IEnumerable<Trace> traces)
    {
        var shown = traces.ToList();
        var keys = shown.Select(trace => trace.Key).ToHashSet(StringComparer.Ordinal);
        var frames = figure.Slider?.Frames ?? [];
        return shown.Concat(frames.SelectMany(frame => frame.Traces).Where(trace => keys.Contains(trace.Key)));
    }

    private static NumberRange OfNames(int count) => new(-0.5, Math.Max(count, 1) - 0.5);

    private static NumberRange WithEnds(Axis axis, NumberRange fitted)
    {
        var (minimum, maximum) = (axis.Minimum ?? fitted.Minimum, axis.Maximum ?? fitted.Maximum);
        return minimum < maximum
            ? new(minimum, maximum) : new NumberRange(minimum, minimum).Padded(axis.Scale, Padding, keepsZero: false);
    }

    private static double[] ColourNumbers(Trace trace) => trace switch
    {
        HeatMapTrace map => map.Cells.Cells.ToArray(),
        PointTrace { ColourValues: { } values } => values.Numbers.ToArray(),
        _ => [],
    };
}

/// <summary>Where the bars of a panel stand: as Plotly places them, with a fifth of each position left free.</summary>
internal static class Bars
{
    private const double Filled = 0.8;

    /// <summary>The distance of the two nearest positions of some bar traces, 1 between names and where there is one
    /// position.</summary>
    public static double Unit(IEnumerable<BarTrace> traces)
    {
        var positions = traces.SelectMany(trace => trace.X.Numbers.ToArray()).Distinct().Order().ToList();
        return positions.Count < 2 ? 1 : positions.Skip(1).Zip(positions, (next, before) => next - before).Min();
    }

    /// <summary>Width of a trace's bars, and how far they stand to the right of their positions, in units of the x
    /// axis.</summary>
    public static (double Width, double Offset) Place(Figure figure, Panel panel, BarTrace trace)
    {
        var all = panel.Traces.OfType<BarTrace>().ToList();
        var width = Filled * Unit(all) / (figure.Bars == BarMode.Grouped ? all.Count : 1);
        var index = all.FindIndex(each => ReferenceEquals(each, trace));
        return (width, figure.Bars == BarMode.Grouped ? (index - (all.Count - 1) / 2.0) * width : 0);
    }

    /// <summary>Where each bar of a trace begins: at 0, or at the end of the bars that it is stacked on.</summary>
    public static double[] Starts(Figure figure, Panel panel, BarTrace trace)
    {
        var below = panel.Traces.OfType<BarTrace>().TakeWhile(each => !ReferenceEquals(each, trace)).ToList();
        return [.. trace.X.Select((position, i) =>
            figure.Bars == BarMode.Grouped ? 0 : below.Sum(other => Same(other, position, trace.Y[i].Number)))];
    }

    /// <summary>The ends of stacked bars; none when bars are grouped.</summary>
    public static IEnumerable<double> StackedEnds(Figure figure, Panel panel) => figure.Bars == BarMode.Grouped
        ? []
        : panel.Traces.OfType<BarTrace>()
        .SelectMany(trace => Starts(figure, panel, trace).Zip(trace.Y.Numbers.ToArray(), (start, height) => start + height));

    /// <summary>The height of another trace's bar at a position, if it grows the same way.</summary>
    private static double Same(BarTrace other, Value position, double height)
    {
        var index = other.X.ToList().IndexOf(position);
        var value = index < 0 ? 0 : other.Y[index].Number;
        return value > 0 == height > 0 && double.IsFinite(value) ? value : 0;
    }
}
