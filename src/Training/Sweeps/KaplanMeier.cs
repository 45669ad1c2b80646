namespace Grokking.Training;

/// <summary>
/// How many of several runs have not yet come to an event, over steps, when some were stopped before it: the product-limit
/// estimate of Kaplan and Meier (1958) with Greenwood's variance and intervals on the scale log(−log S) (Kalbfleisch and Prentice
/// 1980). Immutable.
/// </summary>
public sealed class KaplanMeier
{
    /// <summary>Fewest runs for which intervals are given.</summary>
    public const int FewestForIntervals = 5;

    // Of the standard normal distribution: 95 % lie within ± this.
    private const double Quantile = 1.959963984540054;

    /// <summary>The estimate from runs.</summary>
    /// <param name="times">For each run its step, and whether the event came then; else the run ended there without it.</param>
    public KaplanMeier(IEnumerable<(int Step, bool Happened)> times)
    {
        var all = times.OrderBy(time => time.Step).ToList();
        Count = all.Count;
        Events = all.Count(time => time.Happened);
        Points = [.. Estimate(all)];
    }

    /// <summary>Number of runs.</summary>
    public int Count { get; }

    /// <summary>Number of runs in which the event came.</summary>
    public int Events { get; }

    /// <summary>The estimate at each step with an event, ascending.</summary>
    public IReadOnlyList<SurvivalPoint> Points { get; }

    /// <summary>The step by which half of the runs have come to the event; null where fewer have.</summary>
    public int? Median => Points.FirstOrDefault(point => point.Share <= 0.5)?.Step;

    /// <summary>Lower end of the median's 95 % interval (Brookmeyer and Crowley 1982): the first step at which the interval of
    /// the share reaches one half; null where it never does, or for fewer than <see cref="FewestForIntervals"/> runs.</summary>
    public int? MedianLower => Points.FirstOrDefault(point => point.Lower <= 0.5)?.Step;

    /// <summary>Upper end of the median's 95 % interval; null where it is open.</summary>
    public int? MedianUpper => Points.FirstOrDefault(point => point.Upper <= 0.5)?.Step;

    private IEnumerable<SurvivalPoint> Estimate(List<(int Step, bool Happened)> times)
    {
        var (share, variance) = (1.0, 0.0);
        foreach (var step in times.Where(time => time.Happened).Select(time => time.Step).Distinct())
        {
            var (atRisk, events) =
                (times.Count(time => time.Step >= step), times.Count(time => time.Step == step && time.Happened));
            share *= 1 - ((double)events / atRisk);
            variance += (double)events / ((double)atRisk * (atRisk - events));
            var (lower, upper) = Interval(share, variance);
            yield return new SurvivalPoint(step, atRisk, events, share, lower, upper);
        }
    }

    // Undefined at the ends, where all or none have come to the event.
    private (double? Lower, double? Upper) Interval(double share, double variance)
    {
        if (Count < FewestForIntervals || share <= 0 || share >= 1)
        {
            return (null, null);
        }
        var width = Quantile * Math.Sqrt(variance) / Math.Abs(Math.Log(share));
        return (Math.Pow(share, Math.Exp(width)), Math.Pow(share, Math.Exp(-width)));
    }
}

/// <summary>One step of a <see cref="KaplanMeier"/> curve.</summary>
/// <param name="Step">The step.</param>
/// <param name="AtRisk">Number of runs that had come to no event and had not been stopped before it.</param>
/// <param name="Events">Number of runs that came to the event at it.</param>
/// <param name="Share">Estimated share of runs without the event after it, 0 to 1.</param>
/// <param name="Lower">Lower end of the share's 95 % interval; null where there is none.</param>
/// <param name="Upper">Upper end of the share's 95 % interval; null where there is none.</param>
public sealed record SurvivalPoint(int Step, int AtRisk, int Events, double Share, double? Lower, double? Upper);
