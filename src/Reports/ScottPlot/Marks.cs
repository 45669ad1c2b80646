using ScottPlot;
using SkiaSharp;

namespace Grokking.Reports;

/// <summary>Texts at places of a plot, which may reach beyond its edges.</summary>
/// <param name="marks">Place on the axes, text, and shift in pixels.</param>
/// <param name="alignment">Which point of a text lies at its place.</param>
/// <param name="size">Font size in pixels.</param>
/// <param name="colour">Colour of the letters, as CSS.</param>
internal sealed class TextMarks(
    IReadOnlyList<(double X, double Y, string Text, PixelOffset Shift)> marks, Alignment alignment, double size, string colour)
    : IPlottable
{
    private readonly LabelStyle style = new()
    {
        Font = PictureFont.Regular, FontSize = (float)size, ForeColor = Color.FromHex(colour), Alignment = alignment,
    };

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    private IEnumerable<(double X, double Y, string Text, PixelOffset Shift)> Placed =>
        marks.Where(mark => mark.Text.Length > 0 && double.IsFinite(mark.X) && double.IsFinite(mark.Y));

    public AxisLimits GetAxisLimits() =>
        Placed.Any() ? new AxisLimits(Placed.Select(mark => new Coordinates(mark.X, mark.Y))) : AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        rp.CanvasState.DisableClipping();
        foreach (var (x, y, text, shift) in Placed)
        {
            var place = Axes.GetPixel(new Coordinates(x, y));
            style.Render(rp.Canvas, new Pixel(place.X + shift.X, place.Y + shift.Y), rp.Paint, text);
        }
    }
}

/// <summary>
/// The cells of a heat map. Each pixel of the file takes the colour of the cell that its centre lies in, so that cells of any
/// width meet without a seam and none is blurred.
/// </summary>
/// <param name="map">The cells.</param>
/// <param name="columnEdges">Where the columns end, one more than columns, on the x axis.</param>
/// <param name="rowEdges">Where the rows end, on the y axis.</param>
/// <param name="range">The values of the first and the last colour.</param>
/// <param name="pixelsPerUnit">Pixels of the file for one of the picture.</param>
internal sealed class CellMap(HeatMapTrace map, double[] columnEdges, double[] rowEdges, NumberRange range, double pixelsPerUnit)
    : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(columnEdges.Min(), columnEdges.Max(), rowEdges.Min(), rowEdges.Max());

    public void Render(RenderPack rp)
    {
        if (rp.Canvas is SKNoDrawCanvas)
        {
            return;
        }
        var area = rp.DataRect;
        var (width, height) = ((int)Math.Round(area.Width * pixelsPerUnit), (int)Math.Round(area.Height * pixelsPerUnit));
        if (map.Cells.Cells.Length == 0 || width < 1 || height < 1)
        {
            return;
        }
        var columns = Enumerable.Range(0, width)
            .Select(i => CellAt(columnEdges, Axes.GetCoordinateX(area.Left + (i + 0.5f) / width * area.Width))).ToArray();
        var rows = Enumerable.Range(0, height)
            .Select(i => CellAt(rowEdges, Axes.GetCoordinateY(area.Top + (i + 0.5f) / height * area.Height))).ToArray();
        var colours = Colours();
        var pixels = new SKColor[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (rows[i / width], columns[i % width]);
            pixels[i] = row < 0 || column < 0 ? SKColors.Transparent : colours[row * map.Cells.Columns + column];
        }
        using var bitmap = new SKBitmap(width, height) { Pixels = pixels };
        using var image = SKImage.FromBitmap(bitmap);
        rp.Canvas.DrawImage(
            image, new SKRect(area.Left, area.Top, area.Right, area.Bottom), new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private SKColor[] Colours()
    {
        var colours = new SKColor[map.Cells.Cells.Length];
        for (var i = 0; i < colours.Length; i++)
        {
            var value = map.Cells.Cells[i];
            colours[i] = double.IsFinite(value)
                ? ColourRamp.At(map.Scale.Kind, range.Fraction(value, AxisScale.Linear)) : SKColors.Transparent;
        }
        return colours;
    }

    /// <summary>The cell between whose edges a place lies; −1 outside all. Edges ascend or descend.</summary>
    private static int CellAt(double[] edges, double place)
    {
        var index = Array.BinarySearch(edges, place, edges[0] < edges[^1]
            ? Comparer<double>.Default : Comparer<double>.Create((a, b) => b.CompareTo(a)));
        var cell = index >= 0 ? index : ~index - 1;
        return cell < 0 || cell >= edges.Length - 1 ? -1 : cell;
    }
}
