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
    /// and <c>config</c>. The title is left to the page.</summary>
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
