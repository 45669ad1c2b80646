namespace Grokking.Reports;

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
