namespace Grokking.Reports;

/// <summary>A picture of another's making in a report.</summary>
/// <param name="Png">The PNG file.</param>
/// <param name="Alternative">What it shows, plain text, for a reader who does not see it.</param>
internal sealed record Picture(byte[] Png, string Alternative) : ReportBlock
{
    /// <summary>A plot of ScottPlot as it shows itself in a notebook.</summary>
    public static Picture Of(ScottPlot.Plot plot) => new(plot.GetImageBytes(800, 450, ScottPlot.ImageFormat.Png), plot.Axes.Title.Label.Text);

    /// <summary>The picture as HTML that carries it.</summary>
    public string Html => $"<p><img src=\"data:image/png;base64,{Convert.ToBase64String(Png)}\" alt=\"{HtmlText.Encode(Alternative)}\" style=\"max-width: 100%\"></p>\n";
}
