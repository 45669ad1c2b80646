using System.Globalization;

namespace Grokking.Reports;

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
