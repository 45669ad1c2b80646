using System.Globalization;

namespace Grokking.Cli;

/// <summary>Seeds as a command line has them: <c>0..31</c>, <c>0,3,7</c>, or both: <c>0..3,10</c>.</summary>
internal static class SeedList
{
    /// <summary>Name of the option.</summary>
    public const string OptionName = "--seeds";

    // Far more than anyone trains at once; a typing error such as 0..3100 is more likely.
    private const int Most = 1000;
    private const string RangeSign = "..";

    /// <summary>Reads seeds.</summary>
    /// <returns>The seeds, each once, in the order of the text.</returns>
    /// <exception cref="UsageException">Not such a list, a range from a larger to a smaller number, a seed twice, or more than
    /// 1,000.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        var seeds = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (first, last) = Range(part, text);
            if ((long)last - first >= Most - seeds.Count)
            {
                throw new UsageException($"{OptionName}: expected at most {NumberText.Count(Most)} seeds, got more: '{text}'.");
            }
            seeds.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return seeds.GroupBy(seed => seed).FirstOrDefault(group => group.Count() > 1) is { } repeated
            ? throw new UsageException($"{OptionName}: expected each seed once, got {repeated.Key} more often: '{text}'.")
            : seeds;
    }

    /// <summary>Seeds as short as can be, ascending: <c>0..3, 10</c>.</summary>
    public static string Text(IEnumerable<int> seeds)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var seed in seeds.Order())
        {
            if (ranges is [.., var (first, last)] && seed == last + 1)
            {
                ranges[^1] = (first, seed);
            }
            else
            {
                ranges.Add((seed, seed));
            }
        }
        return string.Join(", ", ranges.Select(range => (range.Last - range.First) switch
        {
            0 => $"{range.First}",
            1 => $"{range.First}, {range.Last}",
            _ => $"{range.First}{RangeSign}{range.Last}",
        }));
    }

    private static (int First, int Last) Range(string part, string text)
    {
        var ends = part.Split(RangeSign, StringSplitOptions.TrimEntries);
        if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last))
        {
            throw new UsageException(
                $"{OptionName}: expected whole numbers from 0 to {int.MaxValue}, such as 0..31 or 0,3,7, got '{text}'.");
        }
        return first <= last
            ? (first, last)
            : throw new UsageException(
                $"{OptionName}: expected a range from the smaller to the larger seed, got '{part}'. Did you mean "
                    + $"'{last}{RangeSign}{first}'?");
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
