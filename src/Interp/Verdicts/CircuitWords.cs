using System.Globalization;
using static System.FormattableString;

namespace Grokking.Interp;

/// <summary>Puts a verdict into one plain sentence, and the numbers of a frequency into words.</summary>
internal static class CircuitWords
{
    private static readonly string[] SmallNumbers =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>What the circles do, and what freezing attention does to them: the sentence behind the verdict's word.</summary>
    /// <param name="frequencies">The verdict on each frequency.</param>
    /// <param name="evidence">What is known about the network.</param>
    public static string Sentence(IReadOnlyList<FrequencyVerdict> frequencies, CircuitEvidence evidence)
    {
        var groups = frequencies.GroupBy(Doing).OrderBy(group => group.Key).ToArray();
        var parts = groups.Select(group => Part(group.Key, [.. group], isAll: groups.Length == 1));
        return string.Join("; ", [.. parts, .. Frozen(evidence)]);
    }

    /// <summary>The numbers of one frequency.</summary>
    public static string Of(FrequencyEvidence evidence) =>
        $"{Of(evidence.Circle.Fits)}; {Of(evidence.Cluster, evidence.SecondOrderFrozen)}";

    /// <summary>Which neurons read a number line, as the end of a sentence; empty where none do.</summary>
    public static string Lines(CircuitEvidence evidence) => evidence.NumberLines.Count == 0 ? ""
        : $"; its neurons of k = {string.Join(", ", evidence.NumberLines)} read a number line, neither a clock nor a pizza";

    /// <summary>The frequencies, with commas.</summary>
    public static string List(IEnumerable<FrequencyVerdict> members) =>
        string.Join(", ", members.Select(member => member.Frequency));

    /// <summary>A share as per cent, rounded to a tenth; only the whole is 100 %.</summary>
    public static string Percent(double share) => share switch
    {
        1 => "100 %",
        >= 0.995 => (Math.Floor(share * 1e4) / 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        _ => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    private enum Work
    {
        Clock,
        Pizza,
        Torus,
        Accompanying,
        Between,
        Unclear,
    }

    private static Work Doing(FrequencyVerdict member) => member.Kind switch
    {
        FrequencyKind.Clock => Work.Clock,
        FrequencyKind.Pizza => Work.Pizza,
        FrequencyKind.Torus => Work.Torus,
        FrequencyKind.Accompanying => Work.Accompanying,
        _ => member.Pattern == LogitPattern.Between ? Work.Between : Work.Unclear,
    };

    private static string Part(Work work, FrequencyVerdict[] members, bool isAll)
    {
        if (work == Work.Accompanying)
        {
            return string.Join(", ", members.Select(member => $"circle {member.Frequency} accompanies {member.Accompanies}"));
        }
        var several = members.Length > 1;
        var who = !several ? $"circle {members[0].Frequency}"
            : isAll ? $"each of its {Spelt(members.Length)} circles ({List(members)})"
            : $"circles {List(members)}";
        return $"{who} {Verb(work, isPlural: several && !isAll)}";
    }

    private static string Verb(Work work, bool isPlural)
    {
        var (s, its) = isPlural ? ("", "their") : ("s", "its");
        return work switch
        {
            Work.Clock => $"{(isPlural ? "multiply" : "multiplies")} {its} inputs",
            Work.Pizza => $"average{s} {its} inputs",
            Work.Torus => $"add{s} {its} inputs with independent phases",
            Work.Between => $"lie{s} between clock and pizza",
            _ => $"{(isPlural ? "are" : "is")} unclear",
        };
    }

    // Attention that only adds may be frozen; attention that multiplies may not.
    private static IEnumerable<string> Frozen(CircuitEvidence evidence)
    {
        if (evidence.Frozen is { Accuracy: var frozen })
        {
            yield return frozen < evidence.Accuracy - 0.01
                ? $"with attention frozen, accuracy falls from {Percent(evidence.Accuracy)} to {Percent(frozen)}"
                : $"with attention frozen, accuracy stays at {Percent(frozen)}";
        }
    }

    private static string Spelt(int count) =>
        count < SmallNumbers.Length ? SmallNumbers[count] : count.ToString(CultureInfo.InvariantCulture);

    private static string Of(PatternFits? fits)
    {
        if (fits is null)
        {
            return "its circle alone gives constant logits";
        }
        List<string> numbers = [Invariant($"clock fit {PatternFits.Fve(fits.Clock):F3}"),
            Invariant($"smooth pizza fit {PatternFits.Fve(fits.SmoothPizza):F3}")];
        if (fits.Accompanying is { } accompanying)
        {
            numbers.Add(Invariant($"accompanying fit {PatternFits.Fve(accompanying):F3}"));
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
            return "no neurons tuned to it";
        }
        List<string> numbers =
            [Invariant($"{cluster.Neurons.Count} neurons tuned to it with order 1 {cluster.FirstOrder:F3}"),
                Invariant($"o2 {cluster.SecondOrder:F4}")];
        if (frozen is { } rest && cluster.SecondOrder >= FrequencyRule.SecondOrderAbsent)
        {
            numbers[^1] += Invariant($" ({rest:F4} with attention frozen)");
        }
        numbers.Add(cluster.PhaseCorrelation is { } phases
            ? Invariant($"phase correlation {phases:F2}") : "no phases to compare");
        numbers.Add(
            $"singular values {string.Join(" ", cluster.SingularValueShares.Select(share => share.ToString("F2", CultureInfo.InvariantCulture)))}");
        return string.Join(", ", numbers);
    }
}
