using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes what is laid over or under the traces: titles and labels, regions and reference lines.</summary>
internal sealed class MarkJson(Utf8JsonWriter json, Figure figure, FigureGeometry geometry, ColourBarJson colourBars)
{
    /// <summary>Writes panel titles, the strips above the panels, and the names of horizontal lines and colour bars.</summary>
    public void WriteAnnotations()
    {
        json.WriteStartArray("annotations");
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var (panel, box) = (figure.Panels[i], geometry.Boxes[i]);
            if (box.Title.Count > 0)
            {
                WritePanelTitle(box, i);
            }
            foreach (var label in box.Strip)
            {
                WriteStripLabel(label, panel, i);
            }
            foreach (var line in panel.Lines.Where(line => !line.IsVertical && line.Label.Length > 0))
            {
                WriteLineLabel(line, panel, i);
            }
        }
        colourBars.WriteTitles();
        json.WriteEndArray();
    }

    /// <summary>Writes regions and reference lines.</summary>
    public void WriteShapes()
    {
        json.WriteStartArray("shapes");
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var panel = figure.Panels[i];
            var range = geometry.Boxes[i].Axes.X.Range;
            for (var j = 0; j < panel.Regions.Count; j++)
            {
                if (StripLabel.Visible(panel.Regions[j], range) is { } part)
                {
                    WriteRegion(part, Theme.RegionFill(j), i);
                }
            }
            foreach (var line in panel.Lines)
            {
                WriteLine(line, i);
            }
        }
        json.WriteEndArray();
    }

    /// <summary>Opens an annotation without an arrow; the caller places and closes it.</summary>
    public static void WriteAnnotationStart(Utf8JsonWriter json, string escaped, double size, string colour)
    {
        json.WriteStartObject();
        json.WriteString("text", escaped);
        json.WriteBoolean("showarrow", false);
        json.WriteStartObject("font");
        JsonNumbers.Write(json, "size", size);
        json.WriteString("color", colour);
        json.WriteEndObject();
        json.WriteNumber("borderpad", 0);
    }

    private void WritePanelTitle(PanelBox box, int index)
    {
        WriteAnnotationStart(
            json, $"<b>{PlotlyText.Lines(box.Title)}</b>", Theme.FontSize, Theme.Text);
        json.WriteString("align", "left");
        json.WriteString("xref", $"{AxisNames.X(index)} domain");
        json.WriteNumber("x", 0);
        json.WriteString("xanchor", "left");
        json.WriteString("yref", $"{AxisNames.Y(index)} domain");
        json.WriteNumber("y", 1);
        json.WriteString("yanchor", "bottom");
        JsonNumbers.Write(json, "yshift", box.StripHeight + 1);
        json.WriteEndObject();
    }

    private void WriteStripLabel(StripLabel label, Panel panel, int index)
    {
        WriteAnnotationStart(json, PlotlyText.Escape(label.Text), Theme.SmallFontSize, label.Colour);
        json.WriteString("xref", AxisNames.X(index));
        JsonNumbers.Write(json, "x", NumberRange.Coordinate(label.X, panel.X.Scale));
        JsonNumbers.Write(json, "xshift", label.Shift);
        json.WriteString("yref", $"{AxisNames.Y(index)} domain");
        json.WriteNumber("y", 1);
        json.WriteString("yanchor", "bottom");
        JsonNumbers.Write(json, "yshift", label.Row * StripLabel.RowHeight);
        json.WriteEndObject();
    }

    private void WriteLineLabel(ReferenceLine line, Panel panel, int index)
    {
        WriteAnnotationStart(json, PlotlyText.Escape(line.Label), Theme.SmallFontSize, Theme.GuideLine);
        json.WriteString("xref", $"{AxisNames.X(index)} domain");
        json.WriteNumber("x", 1);
        json.WriteString("xanchor", "right");
        json.WriteString("yref", AxisNames.Y(index));
        JsonNumbers.Write(json, "y", NumberRange.Coordinate(line.Value, panel.Y.Scale));
        json.WriteString("yanchor", "bottom");
        json.WriteString("bgcolor", Theme.Veil);
        json.WriteEndObject();
    }

    private void WriteRegion(NumberRange range, string fill, int index)
    {
        json.WriteStartObject();
        json.WriteString("type", "rect");
        json.WriteString("layer", "below");
        json.WriteString("xref", AxisNames.X(index));
        JsonNumbers.Write(json, "x0", range.Minimum);
        JsonNumbers.Write(json, "x1", range.Maximum);
        json.WriteString("yref", $"{AxisNames.Y(index)} domain");
        json.WriteNumber("y0", 0);
        json.WriteNumber("y1", 1);
        json.WriteString("fillcolor", fill);
        json.WriteNumber("opacity", Theme.RegionOpacity);
        json.WriteStartObject("line");
        json.WriteNumber("width", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteLine(ReferenceLine line, int index)
    {
        var (along, across) = line.IsVertical ? ("y", "x") : ("x", "y");
        json.WriteStartObject();
        json.WriteString("type", "line");
        json.WriteString($"{across}ref", line.IsVertical ? AxisNames.X(index) : AxisNames.Y(index));
        JsonNumbers.Write(json, $"{across}0", line.Value);
        JsonNumbers.Write(json, $"{across}1", line.Value);
        json.WriteString($"{along}ref", $"{(line.IsVertical ? AxisNames.Y(index) : AxisNames.X(index))} domain");
        json.WriteNumber($"{along}0", 0);
        json.WriteNumber($"{along}1", 1);
        json.WriteStartObject("line");
        json.WriteString("color", Theme.GuideLine);
        JsonNumbers.Write(json, "width", Theme.ThinLineWidth);
        json.WriteString("dash", "dash");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

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
