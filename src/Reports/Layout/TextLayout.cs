using System.Globalization;
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

/// <summary>What a figure is laid out for. Sizes in pixels of the page.</summary>
/// <param name="Width">Width of the whole figure.</param>
/// <param name="PlainAspect">Width by height of a figure with one plain panel.</param>
/// <param name="TallestPanel">Height that no panel exceeds.</param>
/// <param name="TextWidth">How wide text comes out.</param>
internal sealed record LayoutTarget(double Width, double PlainAspect, double TallestPanel, TextWidth TextWidth)
{
    /// <summary>A page on a screen of common size.</summary>
    public static LayoutTarget Page { get; } = new(1040, 2.1, 520, TextLayout.Estimate);

    /// <summary>A page on a telephone.</summary>
    public static LayoutTarget Phone { get; } = new(360, 1.0, 360, TextLayout.Estimate);

    /// <summary>Whether the result is a still picture, which has no slider.</summary>
    public bool IsPicture { get; init; }

    /// <summary>Whether the figure carries its title.</summary>
    public bool HasTitle { get; init; }

    /// <summary>Whether the first sentence of the caption stands below the title.</summary>
    public bool HasCaption { get; init; }

    /// <summary>Whether there is room for one or two panels side by side only.</summary>
    public bool IsNarrow => Width < 600;

    /// <summary>Text broken into lines.</summary>
    public IReadOnlyList<string> Lines(string text, double width, double fontSize) =>
        TextLayout.Lines(text, width, fontSize, TextWidth);
}

/// <summary>A mark on an axis.</summary>
/// <param name="Position">Where, in the units in which the axis is even: see <see cref="NumberRange.Coordinate"/>.</param>
/// <param name="Label">What is written beside it; empty for a minor mark.</param>
internal readonly record struct AxisTick(double Position, string Label)
{
    /// <summary>Whether it carries a label and, where the panel has them, a grid line.</summary>
    public bool IsMajor => Label.Length > 0;
}

/// <summary>Chooses the marks of an axis: round numbers, whole decades with the numbers between, or names.</summary>
internal static class AxisTicks
{
    /// <summary>A logarithmic axis over more decades than this is labelled at powers of ten alone.</summary>
    private const double LeastDecades = 1.6;

    /// <summary>Share of a step by which rounding may push a mark beyond the end of its axis.</summary>
    private const double Slack = 1e-6;

    /// <summary>The marks of an axis, ascending.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="range">What it spans, in data units.</param>
    /// <param name="names">The names along a category axis.</param>
    /// <param name="most">The largest number of labels, at least 2.</param>
    public static IReadOnlyList<AxisTick> Of(Axis axis, NumberRange range, IReadOnlyList<string> names, int most) => axis switch
    {
        { HideTicks: true } => [],
        { Scale: AxisScale.Category } => [.. names.Select((name, i) => new AxisTick(i, name.Length == 0 ? " " : name))],
        { Scale: AxisScale.Log } => Log(range, most),
        _ => Linear(range, most),
    };

    /// <summary>Round numbers.</summary>
    public static IReadOnlyList<AxisTick> Linear(NumberRange range, int most)
    {
        var values = RoundNumbers(range, most, out var step);
        var largest = values.Count == 0 ? 0 : values.Max(Math.Abs);
        return [.. values.Select(value => new AxisTick(value, Format(value, step, largest)))];
    }

    private static List<double> RoundNumbers(NumberRange range, int most, out double step)
    {
        step = Step((range.Maximum - range.Minimum) / Math.Max(most, 1));
        var (first, last) = ((long)Math.Ceiling(range.Minimum / step - Slack), (long)Math.Floor(range.Maximum / step + Slack));
        var values = new List<double>();
        for (var i = first; i <= last; i++)
        {
            values.Add(i * step);
        }
        return values;
    }

    /// <summary>The smallest of 1, 2 and 5 times a power of ten that is not below a number.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1.0, 2, 5 }.Select(factor => factor * power)
            .FirstOrDefault(step => step >= least * (1 - Slack), 10 * power);
    }

    private static IReadOnlyList<AxisTick> Log(NumberRange range, int most)
    {
        var (low, high) = (Math.Log10(range.Minimum), Math.Log10(range.Maximum));
        var (first, last) = ((int)Math.Ceiling(low - Slack), (int)Math.Floor(high + Slack));
        if (high - low < LeastDecades)
        {
            return Narrow(range, most);
        }
        var stride = (int)Math.Ceiling((last - first + 1.0) / most);
        var decades = Enumerable.Range(first, last - first + 1)
            .Select(exponent => new AxisTick(exponent, exponent % stride == 0 ? Power(exponent) : ""));
        var between = stride > 1 ? [] : Enumerable.Range(first - 1, last - first + 2).SelectMany(exponent =>
            Enumerable.Range(2, 8).Select(factor => new AxisTick(exponent + Math.Log10(factor), "")));
        return [.. decades.Concat(between).Where(tick => tick.Position >= low - Slack && tick.Position <= high + Slack)
            .OrderBy(tick => tick.Position)];
    }

    /// <summary>About a decade: 1, 2 and 5 with the numbers between as minor marks, or round numbers where it is less.</summary>
    private static IReadOnlyList<AxisTick> Narrow(NumberRange range, int most)
    {
        var (low, high) = (Math.Log10(range.Minimum), Math.Log10(range.Maximum));
        var candidates = Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
            .SelectMany(exponent =>
                Enumerable.Range(1, 9).Select(factor => (Factor: factor, Value: factor * Math.Pow(10, exponent))))
            .Where(item => item.Value >= range.Minimum * (1 - Slack) && item.Value <= range.Maximum * (1 + Slack)).ToList();
        if (candidates.Count(item => item.Factor is 1 or 2 or 5) < 3)
        {
            return [.. Linear(range, most).Select(tick => tick with { Position = Math.Log10(tick.Position) })];
        }
        return [.. candidates.Select(item =>
            new AxisTick(Math.Log10(item.Value), item.Factor is 1 or 2 or 5 ? Plain(item.Value) : ""))];
    }

    private static string Plain(double value) => value is >= 1e-3 and < 1e5
        ? value.ToString("#,0.######", CultureInfo.InvariantCulture)
        : Scientific(value);

    private static string Format(double value, double step, double largest)
    {
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - Slack));
        if (value != 0 && (largest >= 1e6 || decimals > 4))
        {
            return Scientific(value);
        }
        return (value == 0 ? 0 : value).ToString($"N{(decimals > 4 ? 0 : decimals)}", CultureInfo.InvariantCulture)
            .Replace('-', '−');
    }

    private static string Scientific(double value)
    {
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        var mantissa = (value / Math.Pow(10, exponent)).ToString("0.##", CultureInfo.InvariantCulture).Replace('-', '−');
        return mantissa == "1" ? Power(exponent) : $"{mantissa}·{Power(exponent)}";
    }

    /// <summary>A power of ten: <c>10⁻⁵</c>; 1 as it stands.</summary>
    private static string Power(int exponent) => exponent == 0
        ? "1"
        : "10" + string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
        .Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
}
