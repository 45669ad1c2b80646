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
