using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the layout of a figure: everything but its data.</summary>
internal sealed class LayoutJson(Utf8JsonWriter json, Figure figure, FigurePalette palette, LayoutTarget target)
{
    private readonly FigureGeometry geometry = new(figure, target, palette);

    /// <summary>Writes the layout as a member of the given name.</summary>
    public void Write(string name)
    {
        json.WriteStartObject(name);
        ThemeJson.Write(json);
        WriteSheet();
        WriteLegend();
        new AxisJson(json, figure, geometry).Write();
        var colourBars = new ColourBarJson(json, geometry);
        colourBars.Write();
        var marks = new MarkJson(json, figure, geometry, colourBars);
        marks.WriteAnnotations();
        marks.WriteShapes();
        json.WriteEndObject();
    }

    private void WriteSheet()
    {
        JsonNumbers.Write(json, "height", geometry.Height);
        json.WriteStartObject("margin");
        JsonNumbers.Write(json, "l", geometry.Left);
        JsonNumbers.Write(json, "r", geometry.Right);
        JsonNumbers.Write(json, "t", geometry.Top);
        JsonNumbers.Write(json, "b", geometry.Bottom);
        json.WriteNumber("pad", 0);
        json.WriteEndObject();
        json.WriteString("barmode", figure.Bars == BarMode.Grouped ? "group" : "stack");
        json.WriteString("hovermode", HoversByPosition() ? "x unified" : "closest");
        if (target.IsNarrow)
        {
            // A finger that crosses a figure on its way down the page must scroll, not zoom.
            json.WriteBoolean("dragmode", false);
        }
    }

    /// <summary>Whether hovering shows all traces at one x: right for curves over a common axis, too much for points and
    /// maps.</summary>
    private bool HoversByPosition() =>
        figure.Panels.Count == 1 && !target.IsNarrow
        && figure.Panels[0].Traces.All(trace => trace is LineTrace { Hover: null } or BarTrace { Hover: null });

    private void WriteLegend()
    {
        json.WriteBoolean("showlegend", palette.HasLegend);
        if (!palette.HasLegend)
        {
            return;
        }
        json.WriteStartObject("legend");
        if (geometry.HasLegendAtRight)
        {
            JsonNumbers.Write(json, "x", Math.Round(1 + (geometry.RoomRightOfGrid + 12) / geometry.InnerWidth, 5));
            json.WriteNumber("y", 1);
        }
        else
        {
            json.WriteString("orientation", "h");
            json.WriteNumber("x", 0);
            json.WriteString("xanchor", "left");
            json.WriteString("yref", "container");
            JsonNumbers.Write(json, "y", Math.Round(1 - geometry.LegendTop / geometry.Height, 5));
            json.WriteString("yanchor", "top");
        }
        json.WriteNumber("tracegroupgap", 0);
        json.WriteString("bgcolor", "rgba(255,255,255,0)");
        json.WriteEndObject();
    }
}
