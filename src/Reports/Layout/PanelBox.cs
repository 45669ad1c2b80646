namespace Grokking.Reports;

/// <summary>Where a panel's plot lies, in pixels from the top left of the area between the figure's margins.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Width">Width of the plot.</param>
/// <param name="Height">Height of the plot.</param>
/// <param name="Axes">Its axes.</param>
/// <param name="Title">The lines of its title; none without one.</param>
/// <param name="Strip">The labels above it.</param>
/// <param name="StripHeight">Height of those labels in pixels, below the panel's title.</param>
/// <param name="LabelsX">Whether the x axis carries numbers and a title.</param>
/// <param name="LabelsY">Whether the y axis does.</param>
internal sealed record PanelBox(
    double Left, double Top, double Width, double Height, PanelAxes Axes, IReadOnlyList<string> Title,
    IReadOnlyList<StripLabel> Strip,
    double StripHeight, bool LabelsX, bool LabelsY);

/// <summary>The axes of a panel.</summary>
/// <param name="X">The x axis.</param>
/// <param name="Y">The y axis at the left.</param>
/// <param name="Second">The y axis at the right; null without one.</param>
internal sealed record PanelAxes(PanelAxis X, PanelAxis Y, PanelAxis? Second)
{
    private const double PixelsPerTickY = 42;

    /// <summary>The axes of a panel of a size in pixels.</summary>
    public static PanelAxes Of(Figure figure, Panel panel, double width, double height, LayoutTarget target) => new(
        PanelAxis.OfX(panel.X, FigureData.RangeX(figure, panel), FigureData.Names(figure, panel, isX: true), width, target),
        PanelAxis.Of(panel.Y, FigureData.RangeY(figure, panel, second: false), FigureData.Names(figure, panel, isX: false),
            height / PixelsPerTickY, height, isX: false, target),
        panel.SecondY is { } second
            ? PanelAxis.Of(
                second, FigureData.RangeY(figure, panel, second: true), [], height / PixelsPerTickY, height, isX: false, target)
            : null);
}

/// <summary>An axis as it is drawn.</summary>
/// <param name="Axis">What it measures.</param>
/// <param name="Range">What it spans, in data units.</param>
/// <param name="Most">The largest number of labels.</param>
/// <param name="Ticks">Its marks.</param>
/// <param name="Title">The lines of its title; none without one.</param>
/// <param name="Room">Pixels that marks, labels and title take outside the panel.</param>
/// <param name="RunsUpwards">Whether the labels run upwards: names too wide to stand side by side.</param>
internal sealed record PanelAxis(
    Axis Axis, NumberRange Range, int Most, IReadOnlyList<AxisTick> Ticks, IReadOnlyList<string> Title, double Room,
    bool RunsUpwards)
{
    /// <summary>Length of a mark.</summary>
    public const double TickLength = 4;

    /// <summary>Distance between a mark and its label.</summary>
    public const double LabelGap = 5;

    /// <summary>Distance between labels and title.</summary>
    public const double TitleGap = 7;

    /// <summary>Height of a line of labels.</summary>
    public const double LabelHeight = 16;

    /// <summary>Height of a line of the title.</summary>
    public const double TitleHeight = 18;

    private const double PixelsPerTickX = 74;
    private const double GapBetweenLabels = 26;
    private const int FewestTicks = 3;
    private const int MostTicks = 12;

    /// <summary>Pixels by which the label of a last mark at the very end of the axis reaches beyond it.</summary>
    public double Overhang(LayoutTarget target) =>
        Ticks.Count > 0 && Range.Coordinates(Axis.Scale) is var ends
            && ends.Maximum - Ticks[^1].Position < (ends.Maximum - ends.Minimum) / 50
            ? target.TextWidth(Ticks[^1].Label, Theme.FontSize) / 2
            : 0;

    /// <summary>An x axis: as many marks as their labels have room side by side.</summary>
    public static PanelAxis OfX(Axis axis, NumberRange range, IReadOnlyList<string> names, double length, LayoutTarget target)
    {
        var few = Of(axis, range, names, length / PixelsPerTickX, length, isX: true, target);
        var widest = few.Ticks.Select(tick => target.TextWidth(tick.Label, Theme.FontSize)).DefaultIfEmpty().Max();
        return axis.Scale == AxisScale.Linear
            ? Of(axis, range, names, length / (widest + GapBetweenLabels), length, isX: true, target)
            : few;
    }

    /// <summary>Chooses marks and reserves room.</summary>
    public static PanelAxis Of(
        Axis axis, NumberRange range, IReadOnlyList<string> names, double most, double length, bool isX, LayoutTarget target)
    {
        // Powers of ten are short and of one width: more of them are read as easily.
        var count = (int)Math.Clamp(axis.Scale == AxisScale.Log ? most * 1.5 : most, FewestTicks, MostTicks);
        var ticks = AxisTicks.Of(axis, range, names, count);
        var title = target.Lines(axis.FullTitle, Math.Max(length, 120), Theme.AxisTitleFontSize);
        var widest = ticks.Select(tick => target.TextWidth(tick.Label, Theme.FontSize)).DefaultIfEmpty().Max();
        var runsUpwards = isX && axis.Scale == AxisScale.Category && ticks.Count > 1 && widest + 6 > length / ticks.Count;
        var labels = ticks.Count == 0 ? 0 : TickLength + LabelGap + (isX && !runsUpwards ? LabelHeight : widest);
        return new(
            axis, range, count, ticks, title, labels + (title.Count == 0 ? 0 : TitleGap + title.Count * TitleHeight),
            runsUpwards);
    }
}

/// <summary>Where the bar of a colour scale lies, in pixels from the top left of the area between the figure's margins.</summary>
/// <param name="Scale">The scale.</param>
/// <param name="Range">The values at its ends.</param>
/// <param name="Left">Its left edge.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Height">Its height.</param>
/// <param name="Ticks">Its marks.</param>
/// <param name="Title">The lines of its title.</param>
/// <param name="TitleLeft">Where the title's lines begin.</param>
internal sealed record ColourBarBox(
    ColourScale Scale, NumberRange Range, double Left, double Top, double Height, IReadOnlyList<AxisTick> Ticks,
    IReadOnlyList<string> Title,
    double TitleLeft)
{
    /// <summary>Width of the bar.</summary>
    public const double Thickness = 14;

    /// <summary>Room for a bar below the panels.</summary>
    public const double HeightBelow = 64;

    private const double Gap = 12;
    private const int MostTicks = 8;

    /// <summary>Tallest bar: a longer one reads no better.</summary>
    private const double Tallest = 460;

    /// <summary>Pixels that a bar takes, a title of up to two lines included.</summary>
    public static double Room(NumberRange range, bool hasTitle, LayoutTarget target) =>
        LabelsEnd(range, target) + (hasTitle ? PanelAxis.TitleGap + 2 * PanelAxis.TitleHeight : 0);

    /// <summary>The bar at the right of an edge.</summary>
    public static ColourBarBox Of(
        ColourScale scale, NumberRange range, double edge, double top, double bottom, LayoutTarget target)
    {
        var height = Math.Min(bottom - top, Tallest);
        var title = target.Lines(scale.Title, Math.Max(bottom - top, 120), Theme.AxisTitleFontSize);
        return new(
            scale, range, edge + Gap, (top + bottom - height) / 2, height,
            AxisTicks.Linear(range, (int)Math.Clamp(height / 36, 2, MostTicks)), title,
            edge + LabelsEnd(range, target) + PanelAxis.TitleGap);
    }

    private static double LabelsEnd(NumberRange range, LayoutTarget target) =>
        Gap + Thickness + PanelAxis.TickLength + PanelAxis.LabelGap
        + AxisTicks.Linear(range, MostTicks).Select(tick => target.TextWidth(tick.Label, Theme.FontSize)).DefaultIfEmpty().Max();
}

/// <summary>The span of some numbers on an axis.</summary>
/// <param name="Minimum">The smallest, in data units.</param>
/// <param name="Maximum">The largest, in data units.</param>
internal readonly record struct NumberRange(double Minimum, double Maximum)
{
    /// <summary>Whether it is one number alone.</summary>
    public bool IsEmpty => Minimum >= Maximum;

    /// <summary>The span of all finite numbers, positive ones only for a logarithmic axis; 1 to 10 when there is none.</summary>
    public static NumberRange Of(IEnumerable<double> numbers, AxisScale scale = AxisScale.Linear)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers)
        {
            if (double.IsFinite(number) && (scale != AxisScale.Log || number > 0))
            {
                minimum = Math.Min(minimum, number);
                maximum = Math.Max(maximum, number);
            }
        }
        return minimum <= maximum ? new(minimum, maximum) : new(1, 10);
    }

    /// <summary>The range with some air at both ends.</summary>
    /// <param name="scale">The scale on which the air is the same at both ends.</param>
    /// <param name="share">The air as a share of the span.</param>
    /// <param name="keepsZero">Whether an end of a linear range that is 0 stays there.</param>
    public NumberRange Padded(AxisScale scale, double share, bool keepsZero)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        var air = high > low ? (high - low) * share : 0.5;
        return scale == AxisScale.Log
            ? new(Math.Pow(10, low - air), Math.Pow(10, high + air))
            : new(keepsZero && low == 0 ? 0 : low - air, keepsZero && high == 0 && low < 0 ? 0 : high + air);
    }

    /// <summary>Where a value lies on the axis: 0 at the minimum, 1 at the maximum, held inside.</summary>
    public double Fraction(double value, AxisScale scale)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        return high > low ? Math.Clamp((Coordinate(value, scale) - low) / (high - low), 0, 1) : 0.5;
    }

    /// <summary>The range in the units in which an axis is even.</summary>
    public NumberRange Coordinates(AxisScale scale) => new(Coordinate(Minimum, scale), Coordinate(Maximum, scale));

    /// <summary>The value in the units in which an axis is even: its decimal logarithm on a logarithmic one, where 0 and below
    /// are no place.</summary>
    public static double Coordinate(double value, AxisScale scale) =>
        scale != AxisScale.Log ? value : value > 0 ? Math.Log10(value) : double.NaN;
}
