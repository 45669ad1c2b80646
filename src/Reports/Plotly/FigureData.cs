namespace Grokking.Reports;

/// <summary>What a figure's traces hold, its frames included.</summary>
internal static class FigureData
{
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

    /// <summary>Some traces with every replacement that a frame has for them.</summary>
    public static IEnumerable<Trace> WithFrames(Figure figure, IEnumerable<Trace> traces)
    {
        var shown = traces.ToList();
        var keys = shown.Select(trace => trace.Key).ToHashSet(StringComparer.Ordinal);
        var frames = figure.Slider?.Frames ?? [];
        return shown.Concat(frames.SelectMany(frame => frame.Traces).Where(trace => keys.Contains(trace.Key)));
    }

    /// <summary>The span of the x axis of a panel over all frames, its given ends first.</summary>
    public static NumberRange RangeX(Figure figure, Panel panel)
    {
        var panels = figure.Sharing.HasFlag(AxisSharing.X) ? figure.Panels : [panel];
        var traces = WithFrames(figure, panels.SelectMany(each => each.Traces));
        return Range(panel.X, traces.SelectMany(XNumbers));
    }

    /// <summary>The span of a y axis of a panel over all frames, its given ends first.</summary>
    public static NumberRange RangeY(Figure figure, Panel panel, bool second)
    {
        var panels = !second && figure.Sharing.HasFlag(AxisSharing.Y) ? figure.Panels : [panel];
        var traces = WithFrames(figure, panels.SelectMany(each => each.Traces).Where(trace => IsOnSecond(trace) == second));
        return Range(second ? panel.SecondY! : panel.Y, traces.SelectMany(YNumbers));
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

    private static NumberRange Range(Axis axis, IEnumerable<double> numbers)
    {
        var fitted = NumberRange.Of(numbers, axis.Scale);
        return new(axis.Minimum ?? fitted.Minimum, axis.Maximum ?? fitted.Maximum);
    }

    private static IEnumerable<double> XNumbers(Trace trace) => trace switch
    {
        XyTrace xy => xy.X.Numbers.ToArray(),
        HeatMapTrace map => map.X is { } x ? x.Numbers.ToArray() : [0, map.Cells.Columns - 1],
        _ => [],
    };

    private static IEnumerable<double> YNumbers(Trace trace) => trace switch
    {
        BarTrace bars => [0, .. bars.Y.Numbers],
        PointTrace { Error: { } error } points => points.Y.Numbers.ToArray().Zip(error.Numbers.ToArray(),
            (value, half) => new[] { value - half, value + half }).SelectMany(ends => ends),
        XyTrace xy => xy.Y.Numbers.ToArray(),
        HeatMapTrace map => map.Y is { } y ? y.Numbers.ToArray() : [0, map.Cells.Rows - 1],
        _ => [],
    };

    private static double[] ColourNumbers(Trace trace) => trace switch
    {
        HeatMapTrace map => map.Cells.Cells.ToArray(),
        PointTrace { ColourValues: { } values } => values.Numbers.ToArray(),
        _ => [],
    };
}
