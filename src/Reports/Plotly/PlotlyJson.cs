using System.Buffers;
using System.Text.Json;
using System.Text;

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
