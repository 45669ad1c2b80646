using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Grokking.Reports;

/// <summary>
/// Turns figures into the JSON that Plotly draws. The same figure always gives the same text, in every culture. The text holds
/// neither <c>&lt;</c> nor <c>&gt;</c> nor <c>&amp;</c>, so that it can stand inside a script element.
/// </summary>
public static class PlotlyJson
{
    /// <summary>A figure for a page: <c>data</c>, <c>layout</c> for a wide screen, <c>narrow</c> for a telephone, <c>frames</c>
    /// and <c>config</c>; where it is over steps, also <c>logLayout</c> and <c>logNarrow</c>, which have them on a logarithmic
    /// axis.
    /// The title is left to the page.</summary>
    /// <exception cref="ArgumentException">The figure has problems; the message lists them all.</exception>
    public static string ForPage(Figure figure)
    {
        FigureCheck.Require(figure);
        return Write(FigureData.OnLastFrame(figure), (json, shown, palette) =>
        {
            var traces = new TraceJson(json, shown, palette);
            traces.WriteData();
            new LayoutJson(json, shown, palette, LayoutTarget.Page).Write("layout");
            new LayoutJson(json, shown, palette, LayoutTarget.Phone).Write("narrow");
            if (FigureData.OverLogSteps(shown) is { } logarithmic)
            {
                new LayoutJson(json, logarithmic, palette, LayoutTarget.Page).Write("logLayout");
                new LayoutJson(json, logarithmic, palette, LayoutTarget.Phone).Write("logNarrow");
            }
            traces.WriteFrames();
            WriteConfig(json, shown);
        });
    }

    /// <summary>Heights in pixels that a figure takes on a wide page and on a telephone.</summary>
    internal static (double Wide, double Narrow) PageHeights(Figure figure)
    {
        var palette = new FigurePalette(figure);
        return (new FigureGeometry(figure, LayoutTarget.Page, palette).Height,
            new FigureGeometry(figure, LayoutTarget.Phone, palette).Height);
    }

    private static string Write(Figure figure, Action<Utf8JsonWriter, Figure, FigurePalette> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json, figure, new FigurePalette(figure));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteConfig(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject("config");
        json.WriteBoolean("displaylogo", false);
        // Plotly's own default is a button that sends the figure to its maker's server.
        json.WriteBoolean("showSendToCloud", false);
        json.WriteString("plotlyServerURL", "");
        JsonNumbers.WriteTexts(json, "modeBarButtonsToRemove", ["select2d", "lasso2d", "autoScale2d"]);
        json.WriteStartObject("toImageButtonOptions");
        json.WriteString("filename", figure.Id);
        json.WriteNumber("scale", 2);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>Plain text for Plotly, which reads labels as a small HTML.</summary>
internal static class PlotlyText
{
    /// <summary>Text that Plotly draws as it stands: no tag, no entity and no <c>%{…}</c> template survives.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("%{", "&#37;{", StringComparison.Ordinal);

    /// <summary>Escaped texts, so that they can stand in an array of data.</summary>
    public static IEnumerable<string> EscapeAll(IEnumerable<string> texts) => texts.Select(Escape);

    /// <summary>Lines of plain text, escaped and broken.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join("<br>", lines.Select(Escape));
}

/// <summary>The drawing library, embedded in this assembly at build time with the text of its licence.</summary>
public static class PlotlyScript
{
    private static readonly Lazy<string> Combined = new(() =>
        $"/*!\n{Resource.Text("plotly-license.txt").Trim()}\n*/\n{Resource.Text("plotly.js").Trim()}\n");

    /// <summary>The JavaScript source, its MIT licence text in front: 1.5 MB that define <c>window.Plotly</c> and ask for nothing
    /// from a network.</summary>
    public static string Source => Combined.Value;
}

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
