using System.Globalization;
using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the colour axes of a figure, one for each distinct scale, with their bars.</summary>
internal sealed class ColourBarJson(Utf8JsonWriter json, Figure figure, FigureGeometry geometry, FigurePalette palette)
{
    private const double Thickness = 14;
    private const double Gap = 12;

    /// <summary>Width of a number such as 8×10⁵.</summary>
    private const double WidthOfPower = 44;

    /// <summary>Tallest colour bar in pixels: a longer one reads no better.</summary>
    private const double Tallest = 460;

    /// <summary>Writes all colour axes as members of the layout.</summary>
    public void Write()
    {
        foreach (var scale in palette.Scales)
        {
            var range = FigureData.ColourRange(figure, scale);
            json.WriteStartObject(palette.ColourAxis(scale));
            JsonNumbers.Write(json, "cmin", range.Minimum);
            JsonNumbers.Write(json, "cmax", range.Maximum);
            WriteStops(Theme.Stops(scale.Kind));
            WriteBar(scale);
            json.WriteEndObject();
        }
    }

    private void WriteStops(IReadOnlyList<string> colours)
    {
        json.WriteStartArray("colorscale");
        for (var i = 0; i < colours.Count; i++)
        {
            json.WriteStartArray();
            JsonNumbers.Write(json, (double)i / (colours.Count - 1));
            json.WriteStringValue(colours[i]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private void WriteBar(ColourScale scale)
    {
        json.WriteStartObject("colorbar");
        if (geometry.HasColourBarBelow)
        {
            WritePlaceBelow(scale);
        }
        else
        {
            WritePlaceAtRight(scale);
        }
        JsonNumbers.Write(json, "thickness", Thickness);
        json.WriteNumber("outlinewidth", 0);
        json.WriteNumber("xpad", 0);
        json.WriteNumber("ypad", 0);
        ThemeJson.WriteTicks(json);
        json.WriteEndObject();
    }

    private void WritePlaceAtRight(ColourScale scale)
    {
        var (right, top, bottom) = Place(scale);
        JsonNumbers.Write(json, "x", BarLeft(right));
        json.WriteString("xanchor", "left");
        JsonNumbers.Write(json, "y", Middle(top, bottom));
        json.WriteString("yanchor", "middle");
        JsonNumbers.Write(json, "len", Math.Round(Math.Min(bottom - top, Tallest) / geometry.InnerHeight, 5));
    }

    private void WritePlaceBelow(ColourScale scale)
    {
        json.WriteString("orientation", "h");
        json.WriteStartObject("title");
        json.WriteString("text", PlotlyText.Escape(scale.Title));
        json.WriteString("side", "top");
        json.WriteStartObject("font");
        JsonNumbers.Write(json, "size", Theme.FontSize);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("x", 0);
        json.WriteString("xanchor", "left");
        json.WriteNumber("len", 1);
        JsonNumbers.Write(json, "y", Math.Round(-geometry.RoomBelowGrid / geometry.InnerHeight, 5));
        json.WriteString("yanchor", "top");
    }

    /// <summary>Writes the titles along the bars as annotations: Plotly's own would stand on the numbers when these are
    /// wide.</summary>
    public void WriteTitles()
    {
        foreach (var scale in palette.Scales.Where(scale => scale.Title.Length > 0 && !geometry.HasColourBarBelow))
        {
            var (right, top, bottom) = Place(scale);
            var title = PlotlyText.Wrap(scale.Title, Math.Max(bottom - top, 120), Theme.AxisTitleFontSize);
            MarkJson.WriteAnnotationStart(json, title, Theme.AxisTitleFontSize, Theme.Text);
            json.WriteNumber("textangle", -90);
            json.WriteString("xref", "paper");
            JsonNumbers.Write(json, "x", BarLeft(right));
            json.WriteString("xanchor", "left");
            JsonNumbers.Write(json, "xshift", Thickness + 10 + NumbersWidth(FigureData.ColourRange(figure, scale)));
            json.WriteString("yref", "paper");
            JsonNumbers.Write(json, "y", Middle(top, bottom));
            json.WriteString("yanchor", "middle");
            json.WriteEndObject();
        }
    }

    private double BarLeft(double right) => Math.Round((right + Gap + geometry.SecondAxisRoom) / geometry.InnerWidth, 5);

    private double Middle(double top, double bottom) => Math.Round(1 - (top + bottom) / 2 / geometry.InnerHeight, 5);

    /// <summary>Width of the widest number beside a bar, estimated from its ends at the precision of a fifth of the span; beyond
    /// five digits a power of ten takes their place.</summary>
    private static double NumbersWidth(NumberRange range)
    {
        var step = (range.Maximum - range.Minimum) / 5;
        var digits = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step)));
        return digits > 4 || Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum)) >= 1e5
            ? WidthOfPower
            : new[] { range.Minimum, range.Maximum }
                .Max(end => PlotlyText.Width(end.ToString($"N{digits}", CultureInfo.InvariantCulture), Theme.FontSize));
    }

    /// <summary>A bar stands at the right of all panels when it is the only one, else at the right of the first panel that needs
    /// it.</summary>
    private (double Right, double Top, double Bottom) Place(ColourScale scale)
    {
        if (palette.Scales.Count == 1)
        {
            return (geometry.Boxes.Max(box => box.Left + box.Width), 0, geometry.Boxes.Max(box => box.Top + box.Height));
        }
        var index = figure.Panels.ToList().FindIndex(panel => panel.Traces.Any(trace => FigureData.ScaleOf(trace) == scale));
        var first = geometry.Boxes[index];
        return (first.Left + first.Width, first.Top, first.Top + first.Height);
    }
}
