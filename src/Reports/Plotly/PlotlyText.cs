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

    /// <summary>Escaped text broken between words into lines of at most <paramref name="width"/> pixels.</summary>
    public static string Wrap(string text, double width, double fontSize) =>
        string.Join("<br>", Lines(text, width, fontSize).Select(Escape));

    /// <summary>Plain text broken between words; a word wider than a line keeps a line to itself.</summary>
    public static IReadOnlyList<string> Lines(string text, double width, double fontSize)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", fontSize) <= width)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }
        return lines;
    }

    /// <summary>Width in pixels, estimated from four classes of letters of a sans-serif face: a few percent too wide rather than
    /// too narrow.</summary>
    public static double Width(string text, double fontSize) => text.Sum(LetterWidth) * fontSize;

    private static double LetterWidth(char letter) => letter switch
    {
        'i' or 'j' or 'l' or 'I' or '\'' or '|' or '.' or ',' or ':' or ';' or '!' => 0.28,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '/' or '-' => 0.34,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
        >= 'A' and <= 'Z' => 0.71,
        _ => 0.57,
    };
}
