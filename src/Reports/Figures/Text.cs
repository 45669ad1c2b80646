using System.Globalization;

namespace Grokking.Reports;

/// <summary>Numbers in sentences.</summary>
internal static class Text
{
    /// <summary>Whole numbers with thousands separators: <c>12,000</c>.</summary>
    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits: <c>0.0123</c>, <c>1.23e-7</c>; from 1,000 whole, <c>5,570</c>; a dash for
    /// none.</summary>
    public static string Number(double? value) => value switch
    {
        null => "–",
        0 => "0",
        { } v when Math.Abs(v) is >= 999.5 and < 1e5 => v.ToString("N0", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) is >= 1e-3 and < 1e5 => v.ToString("G3", CultureInfo.InvariantCulture),
        { } v => v.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal),
    };

    /// <summary>A share as per cent: <c>31 %</c>, <c>99.97 %</c>; never rounded up to 100.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "–",
        1 => "100 %",
        >= 0.995 and < 1 => (Math.Floor(share.Value * 1e4) / 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        _ => (share.Value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary><c>5, 20 and 21</c>.</summary>
    public static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count < 2 ? string.Concat(all) : string.Join(", ", all[..^1]) + " and " + all[^1];
    }

    /// <summary>Frequencies in a sentence: <c>5, 20 and 21</c>.</summary>
    public static string List(IEnumerable<int> items) => List(items.Select(item => item.ToString(CultureInfo.InvariantCulture)));

    /// <summary><c>k = 5</c>.</summary>
    public static string Frequency(int k) => $"k = {k}";

    /// <summary>The name of a one-dimensional Fourier component: <c>1</c>, <c>cos 5</c>, <c>sin 5</c>.</summary>
    public static string Component(int component) =>
        component == 0 ? "1" : $"{(component % 2 == 1 ? "cos" : "sin")} {Interp.FourierBasis.FrequencyOf(component)}";
}
