using System.Globalization;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>What was read off an experiment's runs.</summary>
/// <param name="Comparisons">What the papers say, beside what came out.</param>
/// <param name="Figures">The figures.</param>
public sealed record ExperimentFindings(IReadOnlyList<Comparison> Comparisons, IReadOnlyList<Figure> Figures)
{
    /// <summary>The figures that have something in every panel: those of runs that have not been carried out have not.</summary>
    public IReadOnlyList<Figure> Drawable =>
        [.. Figures.Where(figure => figure.Panels.Count > 0 && figure.Panels.All(panel => panel.Traces.Count > 0))];

    /// <summary>Tables and text behind the figures.</summary>
    public IReadOnlyList<ReportBlock> More { get; init; } = [];
}

/// <summary>One claim of a paper beside what came out here.</summary>
/// <param name="Setting">What was trained and measured.</param>
/// <param name="Paper">What the paper says.</param>
/// <param name="Where">Where it says so: authors, year, figure or section.</param>
/// <param name="Ours">What came out here, with its interval.</param>
/// <param name="Seeds">Number of seeds behind it.</param>
/// <param name="Agreement">Whether the two agree.</param>
/// <param name="Why">Why not, or why they cannot be compared; how the word was chosen.</param>
public sealed record Comparison(
    string Setting, string Paper, string Where, string Ours, int Seeds, Agreement Agreement, string Why)
{
    /// <summary>A row whose agreement is a condition on what came out; what did not come out cannot be compared.</summary>
    /// <param name="setting">What was trained and measured.</param>
    /// <param name="paper">What the paper says.</param>
    /// <param name="where">Where it says so.</param>
    /// <param name="ours">What came out here.</param>
    /// <param name="seeds">Number of seeds behind it.</param>
    /// <param name="agrees">Whether it agrees; null when it cannot be told.</param>
    /// <param name="rule">The condition in words.</param>
    public static Comparison Of(string setting, string paper, string where, string ours, int seeds, bool? agrees, string rule) =>
        new(
        setting, paper, where, ours.Length == 0 ? "–" : ours, seeds,
        agrees switch { true => Agreement.Agrees, false => Agreement.Differs, null => Agreement.NotComparable }, rule);
}

/// <summary>How what came out stands to what a paper says.</summary>
public enum Agreement
{
    /// <summary>It is so here.</summary>
    Agrees,

    /// <summary>It is not so here.</summary>
    Differs,

    /// <summary>It cannot be told: the setting is another, or the runs did not come to it.</summary>
    NotComparable,
}

/// <summary>Numbers of an experiment in words.</summary>
public static class Words
{
    /// <summary>A median with its 95 % interval: <c>1,240 (1,010 to 1,530), 5 of 5</c>; says so where less than half came to
    /// it.</summary>
    public static string Of(KaplanMeier times)
    {
        ArgumentNullException.ThrowIfNull(times);
        var share = string.Create(CultureInfo.InvariantCulture, $"{times.Events} of {times.Count}");
        if (times.Median is not { } median)
        {
            return $"{share} came to it";
        }
        var interval = times.MedianLower is null ? "" : $" ({Count(times.MedianLower)} to {Count(times.MedianUpper)})";
        return $"{Count(median)}{interval}, {share}";
    }

    /// <summary>Mean with the range of the values: <c>0.71 (0.62 to 0.80)</c>; a dash for none.</summary>
    public static string Range(IEnumerable<double> values)
    {
        var all = values.ToList();
        return all.Count switch { 0 => "–", 1 => Number(all[0]),
            _ => $"{Number(all.Average())} ({Number(all.Min())} to {Number(all.Max())})" };
    }

    /// <summary>A whole number with separators; <c>open</c> for none.</summary>
    public static string Count(int? number) => number is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : "open";

    /// <summary>Three significant digits.</summary>
    public static string Number(double? number) => number switch
    {
        null => "–",
        0 => "0",
        { } v when Math.Abs(v) is >= 1e-3 and < 1000 => v.ToString("G3", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) is >= 1000 and < 1e7 => v.ToString("N0", CultureInfo.InvariantCulture),
        { } v => v.ToString("0.#e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in per cent.</summary>
    public static string Percent(double? share) =>
        share is { } value ? (100 * value).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>The median of some numbers; null for none.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
