using System.Globalization;
using static System.FormattableString;

namespace Grokking.Interp;

/// <summary>Puts the numbers behind a verdict into words.</summary>
internal static class CircuitWords
{
    /// <summary>The numbers of one frequency.</summary>
    public static string Of(FrequencyEvidence evidence) =>
        $"{Of(evidence.Circle.Fits)}; {Of(evidence.Cluster, evidence.SecondOrderFrozen)}";

    /// <summary>Frequencies of one kind with the range of their numbers.</summary>
    /// <param name="members">Their verdicts, all of one kind.</param>
    /// <param name="evidence">What is known about the network.</param>
    public static string Of(IReadOnlyList<FrequencyVerdict> members, CircuitEvidence evidence)
    {
        var chosen = evidence.Frequencies.Where(one => members.Any(member => member.Frequency == one.Frequency)).ToArray();
        var fits = chosen.Select(one => one.Circle.Fits).OfType<PatternFits>().ToArray();
        var clusters = chosen.Select(one => one.Cluster).OfType<FrequencyCluster>().ToArray();
        if (members[0].Kind == FrequencyKind.Accompanying)
        {
            var pairs = members.Select(member => $"{member.Frequency} accompanies {member.Accompanies}");
            return $"{string.Join(", ", pairs)} (fit {Range(fits.Select(fit => PatternFits.Fve(fit.Accompanying ?? 0)), 3)})";
        }
        string[] numbers =
        [
            $"fits clock {Range(fits.Select(fit => PatternFits.Fve(fit.Clock)), 3)}",
            $"pizza {Range(fits.Select(fit => PatternFits.Fve(fit.SmoothPizza)), 3)}",
            $"pizza weight {Range(fits.Select(fit => fit.PizzaWeight).OfType<double>(), 2)}",
            $"o2 {Range(clusters.Select(cluster => cluster.SecondOrder), 4)}",
            $"phase correlation {Range(clusters.Select(cluster => cluster.PhaseCorrelation).OfType<double>(), 2)}",
        ];
        var beside = fits.Any(fit => fit.AccompanyingShare >= FrequencyRule.BesideOwnWork) ? ", and accompanies beside it" : "";
        return $"{List(members)} {Name(members[0])} ({string.Join(", ", numbers)}{beside})";
    }

    /// <summary>The frequencies, with commas.</summary>
    public static string List(IEnumerable<FrequencyVerdict> members) => string.Join(", ", members.Select(member => member.Frequency));

    private static string Of(PatternFits? fits)
    {
        if (fits is null)
        {
            return "its circle alone gives constant logits";
        }
        List<string> numbers = [Invariant($"fits clock {PatternFits.Fve(fits.Clock):F3}"), Invariant($"pizza {PatternFits.Fve(fits.SmoothPizza):F3}")];
        if (fits.Accompanying is { } accompanying)
        {
            numbers.Add(Invariant($"accompanying {PatternFits.Fve(accompanying):F3}"));
        }
        if (fits.PizzaWeight is { } weight)
        {
            numbers.Add(Invariant($"pizza weight {weight:F2}"));
        }
        return string.Join(", ", numbers);
    }

    private static string Of(FrequencyCluster? cluster, double? frozen)
    {
        if (cluster is null)
        {
            return "no cluster of neurons";
        }
        List<string> numbers =
            [Invariant($"{cluster.Neurons.Count} neurons with order 1 {cluster.FirstOrder:F3}"), Invariant($"o2 {cluster.SecondOrder:F4}")];
        if (frozen is { } rest && cluster.SecondOrder >= FrequencyRule.SecondOrderAbsent)
        {
            numbers[^1] += Invariant($" ({rest:F4} with attention frozen)");
        }
        numbers.Add(cluster.PhaseCorrelation is { } phases ? Invariant($"phase correlation {phases:F2}") : "no phases to compare");
        numbers.Add($"singular values {string.Join(" ", cluster.SingularValueShares.Select(share => share.ToString("F2", CultureInfo.InvariantCulture)))}");
        return string.Join(", ", numbers);
    }

    private static string Name(FrequencyVerdict member) => member.Kind switch
    {
        FrequencyKind.Clock => "clock",
        FrequencyKind.Pizza => "pizza",
        FrequencyKind.Torus => "torus",
        _ => member.Pattern == LogitPattern.Between ? "between clock and pizza" : "unclear",
    };

    private static string Range(IEnumerable<double> values, int digits)
    {
        var sorted = values.Order().Select(value => value.ToString($"F{digits}", CultureInfo.InvariantCulture)).ToArray();
        return sorted.Length == 0 ? "none" : sorted[0] == sorted[^1] ? sorted[0] : $"{sorted[0]} to {sorted[^1]}";
    }
}
