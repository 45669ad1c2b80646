namespace Grokking.Reports;

/// <summary>Turns figures into pieces of HTML that draw themselves when they scroll into view.</summary>
public static class FigureHtml
{
    /// <summary>
    /// A figure with its caption for a notebook or a page of another's making. It asks for nothing from a network.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="includePlotly">Whether the drawing library (1.5 MB) is part of the fragment: once a page, with or before the
    /// first figure.</param>
    /// <exception cref="ArgumentException">The figure has problems; the message lists them all.</exception>
    public static string Fragment(Figure figure, bool includePlotly)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var html = new HtmlText();
        html.Markup("<style>\n").Markup(Style).Markup("</style>\n");
        if (includePlotly)
        {
            html.Markup($"<script>{PlotlyScript.Source}</script>\n");
        }
        Write(html, figure, label: "", picture: null);
        return html.Markup($"<script>{Script}</script>\n").ToString();
    }

    /// <summary>The style sheet of figures and their captions.</summary>
    internal static string Style { get; } = Resource.Text("figure.css");

    /// <summary>The script that draws every figure of a page that is not drawn yet.</summary>
    internal static string Script { get; } = Resource.Text("figure.js")
        .Replace("{/* dark */}", System.Text.Json.JsonSerializer.Serialize(Theme.Dark), StringComparison.Ordinal);

    /// <summary>Writes a figure, its data and its caption.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="label">What stands before the title: <c>Figure 3.</c></param>
    /// <param name="picture">The format of its picture in <c>figures</c> beside the page, to link to; null without one.</param>
    internal static void Write(HtmlText html, Figure figure, string label, PictureFormat? picture)
    {
        var json = PlotlyJson.ForPage(figure);
        var (wide, narrow) = PlotlyJson.PageHeights(figure);
        html.Markup($"<figure class=\"grokking-figure\" id=\"figure-{HtmlText.Encode(figure.Id)}\">\n")
            .Markup($"<div class=\"grokking-plot\" role=\"group\" aria-labelledby=\"caption-{HtmlText.Encode(figure.Id)}\"")
            .Markup(FormattableString.Invariant($" style=\"--wide:{wide:0}px;--narrow:{narrow:0}px\"></div>\n"))
            .Markup($"<script type=\"application/json\">{json}</script>\n");
        WriteSlider(html, figure);
        if (FigureData.OverLogSteps(figure) is not null)
        {
            html.Markup("<button type=\"button\" class=\"grokking-steps\" aria-pressed=\"false\">logarithmic steps</button>\n");
        }
        html.Markup($"<figcaption id=\"caption-{HtmlText.Encode(figure.Id)}\">");
        if (label.Length > 0)
        {
            html.Markup($"<a class=\"grokking-label\" href=\"#figure-{HtmlText.Encode(figure.Id)}\">").Text(label)
                .Markup("</a> ");
        }
        html.Markup("<strong>").Text(Sentence(figure.Title)).Markup("</strong> ").Text(figure.Caption);
        if (picture is { } format)
        {
            var ending = format.ToString();
            html.Markup(
                $" <a class=\"grokking-picture\" href=\"figures/{HtmlText.Encode(figure.Id)}.{ending.ToLowerInvariant()}\">{ending.ToUpperInvariant()}</a>");
        }
        html.Markup("</figcaption>\n<details class=\"grokking-data\"><summary>Data</summary></details>\n</figure>\n");
    }

    // Controls of the page's own language: they are in the tab order, and the arrow keys move the slider.
    private static void WriteSlider(HtmlText html, Figure figure)
    {
        if (figure.Slider is not { } slider)
        {
            return;
        }
        var last = slider.Frames.Count - 1;
        html.Markup("<div class=\"grokking-slider\"><button type=\"button\">Play</button>")
            .Markup(
                FormattableString.Invariant(
                    $"<input type=\"range\" min=\"0\" max=\"{last}\" value=\"{last}\" aria-label=\"{HtmlText.Encode(slider.Title)}\""))
            .Markup($" aria-valuetext=\"{HtmlText.Encode(slider.Frames[last].Label)}\"><output>")
            .Text($"{slider.Title} {slider.Frames[last].Label}")
            .Markup("</output><script type=\"application/json\">")
            .Markup(System.Text.Json.JsonSerializer.Serialize(slider.Frames.Select(frame => $"{slider.Title} {frame.Label}")))
            .Markup("</script></div>\n");
    }

    private static string Sentence(string title) =>
        title.Length > 0 && char.IsPunctuation(title[^1]) && title[^1] != ')' ? title : title + ".";
}

/// <summary>Figures as files, in one line each.</summary>
public static class FigureFiles
{
    /// <summary>Writes a figure as pixels: <c>figure.SavePng("loss.png")</c>.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="options">Size and texts; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The figure has problems; the message lists them all.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void SavePng(this Figure figure, string path, PictureOptions? options = null) =>
        Pictures.Save(figure, path, PictureFormat.Png, options);

    /// <summary>Writes a figure as shapes, for print.</summary>
    /// <inheritdoc cref="SavePng"/>
    public static void SaveSvg(this Figure figure, string path, PictureOptions? options = null) =>
        Pictures.Save(figure, path, PictureFormat.Svg, options);

    /// <summary>Writes a figure as a page of its own, which needs no network.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <exception cref="ArgumentException">The figure has problems; the message lists them all.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void SaveHtml(this Figure figure, string path)
    {
        ArgumentNullException.ThrowIfNull(figure);
        HtmlReportWriter.Write(new HtmlReport { Title = figure.Title, Opening = [figure] }, path);
    }
}

/// <summary>A picture of another's making in a report.</summary>
/// <param name="Png">The PNG file.</param>
/// <param name="Alternative">What it shows, plain text, for a reader who does not see it.</param>
internal sealed record Picture(byte[] Png, string Alternative) : ReportBlock
{
    /// <summary>A plot of ScottPlot as it shows itself in a notebook.</summary>
    public static Picture Of(ScottPlot.Plot plot) =>
        new(plot.GetImageBytes(800, 450, ScottPlot.ImageFormat.Png), plot.Axes.Title.Label.Text);

    /// <summary>The picture as HTML that carries it.</summary>
    public string Html =>
        $"<p><img src=\"data:image/png;base64,{Convert.ToBase64String(Png)}\" alt=\"{HtmlText.Encode(Alternative)}\" style=\"max-width: 100%\"></p>\n";
}
