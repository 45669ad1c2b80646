using System.Text.RegularExpressions;

namespace Grokking.Reports;

/// <summary>Width of a line of text in pixels at a font size in pixels.</summary>
internal delegate double TextWidth(string text, double fontSize);

/// <summary>Breaks text into lines, and estimates its width where the font is not known.</summary>
internal static partial class TextLayout
{
    /// <summary>Plain text broken between words into lines of at most <paramref name="width"/> pixels; a word wider than a line keeps
    /// a line to itself.</summary>
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

    /// <summary>A text up to its first full stop that ends a sentence: one before a capital, and not that of <c>et al.</c></summary>
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
