using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the colour axes of a figure, one for each distinct scale, with their bars.</summary>
internal sealed class ColourBarJson(Utf8JsonWriter json, FigureGeometry geometry)
{
    /// <summary>Writes all colour axes as members of the layout.</summary>
    public void Write()
    {
        for (var i = 0; i < geometry.ColourBars.Count; i++)
        {
            var bar = geometry.ColourBars[i];
            json.WriteStartObject(AxisNames.Colour(i));
            JsonNumbers.Write(json, "cmin", bar.Range.Minimum);
            JsonNumbers.Write(json, "cmax", bar.Range.Maximum);
            WriteStops(Theme.Stops(bar.Scale.Kind));
            WriteBar(bar);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes the titles along the bars as annotations: Plotly's own would stand on the numbers when these are
    /// wide.</summary>
    public void WriteTitles()
    {
        foreach (var bar in geometry.ColourBars.Where(bar => bar.Title.Count > 0 && !geometry.HasColourBarBelow))
        {
            MarkJson.WriteAnnotationStart(json, PlotlyText.Lines(bar.Title), Theme.AxisTitleFontSize, Theme.Text);
            json.WriteNumber("textangle", -90);
            json.WriteString("xref", "paper");
            JsonNumbers.Write(json, "x", Math.Round(bar.TitleLeft / geometry.InnerWidth, 5));
            json.WriteString("xanchor", "left");
            json.WriteString("yref", "paper");
            JsonNumbers.Write(json, "y", Middle(bar));
            json.WriteString("yanchor", "middle");
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

    private void WriteBar(ColourBarBox bar)
    {
        json.WriteStartObject("colorbar");
        if (geometry.HasColourBarBelow)
        {
            WritePlaceBelow(bar);
        }
        else
        {
            JsonNumbers.Write(json, "x", Math.Round(bar.Left / geometry.InnerWidth, 5));
            json.WriteString("xanchor", "left");
            JsonNumbers.Write(json, "y", Middle(bar));
            json.WriteString("yanchor", "middle");
            JsonNumbers.Write(json, "len", Math.Round(bar.Height / geometry.InnerHeight, 5));
        }
        JsonNumbers.Write(json, "thickness", ColourBarBox.Thickness);
        json.WriteNumber("outlinewidth", 0);
        json.WriteNumber("xpad", 0);
        json.WriteNumber("ypad", 0);
        ThemeJson.WriteTicks(json);
        json.WriteEndObject();
    }

    private void WritePlaceBelow(ColourBarBox bar)
    {
        json.WriteString("orientation", "h");
        json.WriteStartObject("title");
        json.WriteString("text", PlotlyText.Escape(bar.Scale.Title));
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

    private double Middle(ColourBarBox bar) => Math.Round(1 - (bar.Top + bar.Height / 2) / geometry.InnerHeight, 5);
}
