using ScottPlot;
using SkiaSharp;

namespace Grokking.Reports;

/// <summary>Paints a figure: ScottPlot its panels, and around them title, legend, headings, axis titles and colour
/// bars.</summary>
internal sealed class PicturePainter
{
    private const float LegendMark = 26;

    private readonly Figure figure;
    private readonly FigurePalette palette;
    private readonly FigureGeometry geometry;
    private readonly double pixelsPerUnit;

    /// <summary>Lays the figure out, on its last frame.</summary>
    public PicturePainter(Figure original, PictureOptions options)
    {
        figure = FigureData.OnLastFrame(original);
        palette = new FigurePalette(figure);
        geometry = new FigureGeometry(figure, options.Target, palette);
        pixelsPerUnit = options.Scale;
    }

    /// <summary>Width and height in pixels of the layout.</summary>
    public SKSizeI Size => new((int)Math.Ceiling(geometry.Width), (int)Math.Ceiling(geometry.Height));

    /// <summary>The plots of the panels, in order.</summary>
    public IReadOnlyList<Plot> Plots => field ??=
        [.. Enumerable.Range(0, figure.Panels.Count)
            .Select(i => PanelPlot.Of(figure, i, geometry.Boxes[i], Area(i), palette, pixelsPerUnit))];

    /// <summary>Paints everything on a canvas whose unit is a pixel of the layout.</summary>
    public void Paint(SKCanvas canvas)
    {
        canvas.Clear(SKColor.Parse(Theme.Background));
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            Render(Plots[i], canvas);
            PaintHeadings(canvas, i);
            PaintAxisTitles(canvas, i);
        }
        PaintTitle(canvas);
        PaintLegend(canvas);
        foreach (var bar in geometry.ColourBars)
        {
            PaintColourBar(canvas, bar);
        }
    }

    /// <summary>The part of a panel's box that its traces fill: less than all of it where one unit has one length on both
    /// axes.</summary>
    private SKRect Area(int index)
    {
        var box = geometry.Boxes[index];
        var (width, height) = (box.Width, box.Height);
        if (figure.Panels[index].HasEqualAspect)
        {
            var (spanX, spanY) = (Span(box.Axes.X), Span(box.Axes.Y));
            var unit = Math.Min(width / spanX, height / spanY);
            (width, height) = (unit * spanX, unit * spanY);
        }
        var (left, top) =
            (geometry.Left + box.Left + (box.Width - width) / 2, geometry.Top + box.Top + (box.Height - height) / 2);
        return new(
            (float)Math.Round(left), (float)Math.Round(top), (float)Math.Round(left + width), (float)Math.Round(top + height));
    }

    private static double Span(PanelAxis axis)
    {
        var (low, high) = axis.Range.Coordinates(axis.Axis.Scale);
        return high - low;
    }

    /// <summary>Paints a plot once. ScottPlot paints again where limits have changed since it last did, and they always have the
    /// first time: that one goes nowhere, or everything translucent would be painted twice.</summary>
    private void Render(Plot plot, SKCanvas canvas)
    {
        var sheet = new PixelRect(0, Size.Width, Size.Height, 0);
        using var nowhere = new SKNoDrawCanvas(Size.Width, Size.Height);
        plot.Render(nowhere, sheet);
        plot.Render(canvas, sheet);
    }

    private void PaintTitle(SKCanvas canvas)
    {
        for (var i = 0; i < geometry.TitleLines.Count; i++)
        {
            Write(canvas, geometry.TitleLines[i], FigureGeometry.Margin, 12 + (i + 0.72) * FigureGeometry.TitleLineHeight,
                Theme.TitleFontSize, isSemibold: true);
        }
        for (var i = 0; i < geometry.CaptionLines.Count; i++)
        {
            Write(canvas, geometry.CaptionLines[i], FigureGeometry.Margin,
                geometry.CaptionTop + (i + 0.72) * FigureGeometry.CaptionLineHeight, Theme.FontSize,
                Theme.GuideLine);
        }
    }

    private void PaintHeadings(SKCanvas canvas, int index)
    {
        var (box, area) = (geometry.Boxes[index], Area(index));
        for (var i = 0; i < box.Title.Count; i++)
        {
            var up = box.StripHeight + 6 + (box.Title.Count - 1 - i) * FigureGeometry.PanelTitleLineHeight;
            Write(canvas, box.Title[i], area.Left, area.Top - up, Theme.FontSize, isSemibold: true);
        }
        foreach (var label in box.Strip)
        {
            var x = area.Left + box.Axes.X.Range.Fraction(label.X, box.Axes.X.Axis.Scale) * area.Width + label.Shift;
            Write(canvas, label.Text, x, area.Top - 5 - label.Row * StripLabel.RowHeight, Theme.SmallFontSize, label.Colour,
                SKTextAlign.Center);
        }
    }

    private void PaintAxisTitles(SKCanvas canvas, int index)
    {
        var (box, area) = (geometry.Boxes[index], Area(index));
        if (box.LabelsX)
        {
            var top = area.Bottom + box.Axes.X.Room - box.Axes.X.Title.Count * PanelAxis.TitleHeight;
            for (var i = 0; i < box.Axes.X.Title.Count; i++)
            {
                Write(canvas, box.Axes.X.Title[i], area.MidX, top + (i + 0.75) * PanelAxis.TitleHeight, Theme.AxisTitleFontSize,
                    align: SKTextAlign.Center);
            }
        }
        if (box.LabelsY)
        {
            WriteUpwards(canvas, box.Axes.Y.Title, area.Left - box.Axes.Y.Room, area.MidY);
        }
        if (box.Axes.Second is { } second)
        {
            WriteUpwards(canvas, second.Title, area.Right + second.Room - second.Title.Count * PanelAxis.TitleHeight, area.MidY);
        }
    }

    /// <summary>Paints the legend above the panels, or at the right where it is long.</summary>
    private void PaintLegend(SKCanvas canvas)
    {
        var traces = figure.Panels.SelectMany(panel => panel.Traces).OfType<XyTrace>()
            .ToLookup(trace => trace.Name, StringComparer.Ordinal);
        for (var row = 0; row < geometry.LegendRows.Count; row++)
        {
            var x = geometry.Left;
            foreach (var name in geometry.LegendRows[row])
            {
                PaintEntry(canvas, traces[name].First(), x, geometry.LegendTop + (row + 0.5) * FigureGeometry.LegendRowHeight);
                x += FigureGeometry.LegendSymbolWidth + PictureFont.Width(name, Theme.FontSize);
            }
        }
        for (var i = 0; palette.HasLegend && geometry.HasLegendAtRight && i < palette.LegendNames.Count; i++)
        {
            PaintEntry(
                canvas, traces[palette.LegendNames[i]].First(), geometry.Width - geometry.Right + geometry.RoomRightOfGrid + 12,
                geometry.Top + (i + 0.5) * FigureGeometry.LegendRowHeight);
        }
    }

    private void PaintEntry(SKCanvas canvas, XyTrace trace, double x, double middle)
    {
        var sample = trace with { X = new double[] { 0, 1 }, Y = new double[] { 0, 0 }, Labels = null, OnSecondAxis = false };
        var mark = sample switch
        {
            // A bar reads best as a square, a point as its own mark, a line as a piece of itself.
            BarTrace => new PointTrace(trace.Name, [0.5], [0]) { Colour = trace.Colour, Marker = MarkerShape.Square, Size = 11 },
            PointTrace points =>
                points with { X = [0.5], Y = [0], ColourValues = null, Scale = null, Error = null,
                    Size = Math.Clamp(points.Size, 6, 10) },
            _ => sample,
        };
        var area = new SKRect((float)x, (float)middle - 8, (float)x + LegendMark, (float)middle + 8);
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.Transparent;
        plot.HideAxesAndGrid();
        plot.Layout.Fixed(new PixelRect(area.Left, area.Right, area.Bottom, area.Top));
        var panel = new Panel { X = Axis.Linear(""), Y = Axis.Linear(""), Traces = [mark] };
        var axes = PanelAxes.Of(figure, panel, LegendMark, 16, LayoutTarget.Page);
        mark.DrawOn(new TracePlots(plot, figure with { Panels = [panel] }, panel, axes, palette, pixelsPerUnit));
        plot.Axes.SetLimits(0, 1, -1, 1);
        Render(plot, canvas);
        var start = x + LegendMark + 6;
        Write(canvas, Elided(trace.Name, geometry.Width - start - 4), start, middle + 0.36 * Theme.FontSize, Theme.FontSize);
    }

    private void PaintColourBar(SKCanvas canvas, ColourBarBox bar)
    {
        var (left, top) = ((float)(geometry.Left + bar.Left), (float)(geometry.Top + bar.Top));
        var (right, height) = (left + (float)ColourBarBox.Thickness, (float)bar.Height);
        using var paint = new SKPaint { IsAntialias = false };
        var steps = (int)(height * pixelsPerUnit);
        for (var i = 0; i < steps; i++)
        {
            paint.Color = ColourRamp.At(bar.Scale.Kind, 1 - (i + 0.5) / steps);
            canvas.DrawRect(new SKRect(left, top + i * height / steps, right, top + (i + 1) * height / steps), paint);
        }
        paint.Color = SKColor.Parse(Theme.AxisLine);
        foreach (var tick in bar.Ticks)
        {
            var y = top + (float)((1 - bar.Range.Fraction(tick.Position, AxisScale.Linear)) * height);
            canvas.DrawRect(new SKRect(right, y - 0.5f, right + (float)PanelAxis.TickLength, y + 0.5f), paint);
            Write(canvas, tick.Label, right + PanelAxis.TickLength + PanelAxis.LabelGap, y + 0.36 * Theme.FontSize,
                Theme.FontSize);
        }
        WriteUpwards(canvas, bar.Title, geometry.Left + bar.TitleLeft, top + height / 2);
    }

    /// <summary>A text cut short to a width, with an ellipsis.</summary>
    private static string Elided(string text, double width)
    {
        var length = text.Length;
        while (length > 0 && PictureFont.Width(length == text.Length ? text : text[..length] + "…", Theme.FontSize) > width)
        {
            length--;
        }
        return length == text.Length ? text : text[..length] + "…";
    }

    /// <summary>Writes lines that run upwards, the first at the left.</summary>
    private static void WriteUpwards(SKCanvas canvas, IReadOnlyList<string> lines, double left, double middle)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            canvas.Save();
            canvas.Translate((float)(left + (i + 0.75) * PanelAxis.TitleHeight), (float)middle);
            canvas.RotateDegrees(-90);
            Write(canvas, lines[i], 0, 0, Theme.AxisTitleFontSize, align: SKTextAlign.Center);
            canvas.Restore();
        }
    }

    private static void Write(
        SKCanvas canvas, string text, double x, double baseline, double size, string colour = Theme.Text,
        SKTextAlign align = SKTextAlign.Left, bool isSemibold = false)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(colour), IsAntialias = true };
        using var font = PictureFont.At(size, isSemibold);
        canvas.DrawText(text, (float)x, (float)baseline, align, font, paint);
    }
}
