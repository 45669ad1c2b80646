using System.Text.RegularExpressions;

namespace Grokking.Reports;

/// <summary>Width of a line of text in pixels at a font size in pixels.</summary>
internal delegate double TextWidth(string text, double fontSize);

/// <summary>Breaks text into lines, and estimates its width where the font is not known.</summary>
internal static partial class TextLayout
{
    /// <summary>Plain text broken between words into lines of at most <paramref name="width"/> pixels; a word wider than a line
    /// keeps a line to itself.</summary>
    public static IReadOnlyList<string> Lines(string text, double width, double fontSize, TextWidth measure)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && measure($"{lines[^1]} {word}", fontSize) <= width)
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

    /// <summary>Width estimated from four classes of letters of a sans-serif face: a few percent too wide rather than too
    /// narrow.</summary>
    public static double Estimate(string text, double fontSize) => text.Sum(LetterWidth) * fontSize;

    /// <summary>A text up to its first full stop that ends a sentence: one before a capital, and not that of <c>et
    /// al.</c></summary>
    public static string FirstSentence(string text)
    {
        var end = SentenceEnd().Match(text);
        return end.Success ? text[..(end.Index + 1)] : text;
    }

    [GeneratedRegex(@"(?<!(et al|e\.g|i\.e|cf))[.!?](?=\s+[\p{Lu}\d])")]
    private static partial Regex SentenceEnd();

    private static double LetterWidth(char letter) => letter switch
    {
        'i' or 'j' or 'l' or 'I' or '\'' or '|' or '.' or ',' or ':' or ';' or '!' => 0.28,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '/' or '-' => 0.34,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.9,
        >= 'A' and <= 'Z' => 0.71,
        _ => 0.57,
    };
}

/// <summary>A label in the strip above a panel, which names a region or a vertical line.</summary>
/// <param name="Text">The label.</param>
/// <param name="X">The place it names, in units of the x axis.</param>
/// <param name="Shift">Pixels by which it is moved to the right to stay over the panel.</param>
/// <param name="Row">Its row, counted upwards from the panel.</param>
/// <param name="Colour">Its colour, as CSS.</param>
internal sealed record StripLabel(string Text, double X, double Shift, int Row, string Colour)
{
    /// <summary>Height of a row in pixels.</summary>
    public const double RowHeight = 17;

    private const double Gap = 10;

    /// <summary>Places the labels of a panel so that none covers another.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="range">The span of its x axis.</param>
    /// <param name="width">Width of the panel in pixels.</param>
    /// <param name="target">Measures the labels.</param>
    public static IReadOnlyList<StripLabel> Place(Panel panel, NumberRange range, double width, LayoutTarget target)
    {
        var labels = new List<StripLabel>();
        var ends = new List<double>();
        foreach (var (text, x, colour) in Wanted(panel, range).OrderBy(label => label.X))
        {
            var half = target.TextWidth(text, Theme.SmallFontSize) / 2;
            var exact = range.Fraction(x, panel.X.Scale) * width;
            var centre = half * 2 < width ? Math.Clamp(exact, half, width - half) : width / 2;
            var row = ends.FindIndex(end => end + Gap <= centre - half);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }
            ends[row] = centre + half;
            labels.Add(new StripLabel(text, x, Math.Round(centre - exact, 1), row, colour));
        }
        return labels;
    }

    /// <summary>The part of a region that the axis shows; null when it shows none.</summary>
    public static NumberRange? Visible(Region region, NumberRange range)
    {
        var (from, to) = (Math.Max(region.From, range.Minimum), Math.Min(region.To, range.Maximum));
        return from < to ? new(from, to) : null;
    }

    private static IEnumerable<(string Text, double X, string Colour)> Wanted(Panel panel, NumberRange range)
    {
        for (var i = 0; i < panel.Regions.Count; i++)
        {
            if (panel.Regions[i].Label.Length > 0 && Visible(panel.Regions[i], range) is { } part)
            {
                yield return (panel.Regions[i].Label, Middle(part, panel.X.Scale), Theme.RegionText(i));
            }
        }
        foreach (var line in panel.Lines.Where(line => line.IsVertical && line.Label.Length > 0))
        {
            yield return (line.Label, line.Value, Theme.GuideLine);
        }
    }

    private static double Middle(NumberRange range, AxisScale scale) => scale == AxisScale.Log
        ? Math.Sqrt(range.Minimum * range.Maximum)
        : (range.Minimum + range.Maximum) / 2;
}
