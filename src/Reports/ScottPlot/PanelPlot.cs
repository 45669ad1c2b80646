using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Grokking.Reports;

/// <summary>Makes the ScottPlot plot of one panel: axes, marks and traces in a given rectangle of the picture. Axes are even:
/// values on a logarithmic one are their decimal logarithms.</summary>
internal static class PanelPlot
{
    private const byte RegionAlpha = (byte)(255 * Theme.RegionOpacity);

    /// <summary>The plot, ready to be rendered over what the picture has so far.</summary>
    /// <param name="figure">The figure on its last frame.</param>
    /// <param name="index">The panel.</param>
    /// <param name="box">Its axes.</param>
    /// <param name="area">Where its traces go, in pixels of the picture.</param>
    /// <param name="palette">The figure's colours.</param>
    /// <param name="pixelsPerUnit">Pixels of the file for one of the picture.</param>
    public static Plot Of(Figure figure, int index, PanelBox box, SKRect area, FigurePalette palette, double pixelsPerUnit)
    {
        var panel = figure.Panels[index];
        var plot = new Plot { ScaleFactor = 1 };
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Layout.Fixed(new PixelRect(area.Left, area.Right, area.Bottom, area.Top));
        Style(plot.Axes.Bottom, box.Axes.X, box.LabelsX);
        Style(plot.Axes.Left, box.Axes.Y, box.LabelsY);
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.IsVisible = box.Axes.Second is not null;
        AddGrid(plot, panel, box);
        AddRegions(plot, panel, box);
        if (box.Axes.Second is { } second)
        {
            Style(plot.Axes.Right, second, showLabels: true);
        }
        var traces = new TracePlots(plot, figure, panel, box.Axes, palette, pixelsPerUnit);
        foreach (var trace in panel.Traces)
        {
            trace.DrawOn(traces);
        }
        AddLines(plot, panel, box);
        SetLimits(plot.Axes.Bottom, box.Axes.X);
        SetLimits(plot.Axes.Left, box.Axes.Y);
        if (box.Axes.Second is { } right)
        {
            SetLimits(plot.Axes.Right, right);
        }
        return plot;
    }

    private static void SetLimits(IAxis axis, PanelAxis drawn)
    {
        var (low, high) = drawn.Range.Coordinates(drawn.Axis.Scale);
        axis.Range.Set(drawn.Axis.IsReversed ? high : low, drawn.Axis.IsReversed ? low : high);
    }

    private static void Style(IAxis axis, PanelAxis drawn, bool showLabels)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. drawn.Ticks.Select(tick => new Tick(tick.Position, showLabels ? tick.Label : "", tick.IsMajor))]);
        var colour = Color.FromHex(Theme.AxisLine);
        axis.FrameLineStyle.Color = colour;
        axis.FrameLineStyle.Width = 1;
        axis.MajorTickStyle.Color = colour;
        axis.MajorTickStyle.Length = (float)PanelAxis.TickLength;
        axis.MinorTickStyle.Color = colour;
        axis.MinorTickStyle.Length = (float)PanelAxis.TickLength / 2;
        axis.TickLabelStyle.Font = PictureFont.Regular;
        axis.TickLabelStyle.FontSize = (float)Theme.FontSize;
        axis.TickLabelStyle.ForeColor = Color.FromHex(Theme.Text);
        if (drawn.RunsUpwards)
        {
            axis.TickLabelStyle.Rotation = -90;
            axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
        }
    }

    /// <summary>Adds grid lines and the lines through 0, unless a heat map or hidden marks leave nothing to read off.</summary>
    private static void AddGrid(Plot plot, Panel panel, PanelBox box)
    {
        var hasGrid = !panel.Traces.Any(trace => trace is HeatMapTrace);
        plot.Grid.XAxisStyle.IsVisible = hasGrid && !panel.X.HideTicks;
        plot.Grid.YAxisStyle.IsVisible = hasGrid && !panel.Y.HideTicks;
        plot.Grid.MajorLineColor = Color.FromHex(Theme.GridLine);
        if (plot.Grid.YAxisStyle.IsVisible && HasZeroInside(box.Axes.Y))
        {
            plot.Add.HorizontalLine(0, 1, Color.FromHex(Theme.ZeroLine));
        }
        if (plot.Grid.XAxisStyle.IsVisible && HasZeroInside(box.Axes.X))
        {
            plot.Add.VerticalLine(0, 1, Color.FromHex(Theme.ZeroLine));
        }
    }

    private static bool HasZeroInside(PanelAxis axis) =>
        axis.Axis.Scale == AxisScale.Linear && axis.Range is { Minimum: < 0, Maximum: > 0 };

    private static void AddRegions(Plot plot, Panel panel, PanelBox box)
    {
        for (var i = 0; i < panel.Regions.Count; i++)
        {
            if (StripLabel.Visible(panel.Regions[i], box.Axes.X.Range) is { } part)
            {
                var (from, to) = part.Coordinates(panel.X.Scale);
                var span = plot.Add.HorizontalSpan(from, to, Color.FromHex(Theme.RegionFill(i)).WithAlpha(RegionAlpha));
                span.LineStyle.Width = 0;
            }
        }
    }

    private static void AddLines(Plot plot, Panel panel, PanelBox box)
    {
        foreach (var line in panel.Lines)
        {
            AxisLine drawn = line.IsVertical
                ? plot.Add.VerticalLine(NumberRange.Coordinate(line.Value, panel.X.Scale))
                : plot.Add.HorizontalLine(NumberRange.Coordinate(line.Value, panel.Y.Scale));
            drawn.LineWidth = (float)Theme.ThinLineWidth;
            drawn.LineColor = Color.FromHex(Theme.GuideLine);
            drawn.LinePattern = new LinePattern([5, 4], 0, "dash");
            if (!line.IsVertical && line.Label.Length > 0)
            {
                var (end, shift) = (box.Axes.X.Range.Coordinates(panel.X.Scale).Maximum, new PixelOffset(-2, -2));
                plot.Add.Plottable(
                    new TextMarks(
                        [(end, drawn.Position, line.Label, shift)], Alignment.LowerRight, Theme.SmallFontSize, Theme.GuideLine));
            }
        }
    }
}
