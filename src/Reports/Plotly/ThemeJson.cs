using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the theme as a Plotly template: what all figures and all axes have in common.</summary>
internal static class ThemeJson
{
    /// <summary>Writes the template as a member of the layout.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("template");
        json.WriteStartObject("layout");
        json.WriteString("paper_bgcolor", Theme.Background);
        json.WriteString("plot_bgcolor", Theme.Background);
        json.WriteStartObject("font");
        json.WriteString("family", Theme.FontFamily);
        JsonNumbers.Write(json, "size", Theme.FontSize);
        json.WriteString("color", Theme.Text);
        json.WriteEndObject();
        json.WriteNumber("bargap", 0.2);
        json.WriteStartObject("hoverlabel");
        json.WriteNumber("namelength", -1);
        json.WriteEndObject();
        WriteAxis(json, "xaxis");
        WriteAxis(json, "yaxis");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes how numbers and marks look along an axis or a colour bar.</summary>
    public static void WriteTicks(Utf8JsonWriter json)
    {
        json.WriteString("ticks", "outside");
        json.WriteNumber("ticklen", 4);
        json.WriteString("tickcolor", Theme.AxisLine);
        json.WriteString("exponentformat", "power");
        json.WriteNumber("minexponent", 5);
        json.WriteBoolean("separatethousands", true);
    }

    private static void WriteAxis(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("title");
        json.WriteNumber("standoff", 8);
        json.WriteStartObject("font");
        JsonNumbers.Write(json, "size", Theme.AxisTitleFontSize);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("automargin", true);
        json.WriteBoolean("showgrid", true);
        json.WriteString("gridcolor", Theme.GridLine);
        json.WriteBoolean("zeroline", true);
        json.WriteString("zerolinecolor", Theme.ZeroLine);
        json.WriteNumber("zerolinewidth", 1);
        json.WriteBoolean("showline", true);
        json.WriteString("linecolor", Theme.AxisLine);
        WriteTicks(json);
        json.WriteEndObject();
    }
}
