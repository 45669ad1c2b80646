using System.Globalization;

namespace Grokking.Interp;

/// <summary>
/// The rule for a network, on top of <see cref="FrequencyRule"/>: solved or not; then what its frequencies are, and whether they
/// agree. Symmetricity and distance irrelevance are shown beside it and decide nothing: an untrained network may have any.
/// </summary>
public static class CircuitRule
{
    /// <summary>Solved: accuracy over all pairs at least this.</summary>
    public const double Solved = 0.99;

    /// <summary>Memorised: accuracy on the training pairs at least this…</summary>
    public const double MemorisedTrain = 0.99;

    /// <summary>…and on the test pairs at most this.</summary>
    public const double MemorisedTest = 0.5;

    /// <summary>The circles together, and no other part of the embedding, must still give this accuracy.</summary>
    public const double CarriedByCircles = 0.9;

    /// <summary>A frequency whose kind is clear counts from this share of the logits on.</summary>
    public const double SmallestLogitShare = 0.01;

    /// <summary>Unclear frequencies may have this share of the logits of all frequencies that count.</summary>
    public const double LargestUnclear = 0.1;

    /// <summary>Judges a network.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="evidence">What is known about it.</param>
    public static CircuitVerdict Judge(int p, CircuitEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        FrequencyVerdict[] frequencies = [.. evidence.Frequencies.Select(frequency => FrequencyRule.Judge(p, frequency))];
        var (verdict, reason) = evidence.Accuracy < Solved ? NotSolved(evidence) : OfSolved(evidence, frequencies);
        return new CircuitVerdict(verdict, reason, frequencies);
    }

    private static (NetworkVerdict Verdict, string Reason) NotSolved(CircuitEvidence evidence)
    {
        if (evidence is { TrainAccuracy: >= MemorisedTrain, TestAccuracy: <= MemorisedTest })
        {
            return (NetworkVerdict.Memorised, Text($"answers {evidence.TrainAccuracy:P1} of its training pairs and {evidence.TestAccuracy:P1} of the others"));
        }
        return (NetworkVerdict.Unsolved, Text($"answers {evidence.Accuracy:P1} of all pairs, less than {Solved:P0}")
            + (evidence.TrainAccuracy is { } train && evidence.TestAccuracy is { } test
                ? Text($": {train:P1} of its training pairs, {test:P1} of the others")
                : "; which it was trained on is not known"));
    }

    private static (NetworkVerdict Verdict, string Reason) OfSolved(CircuitEvidence evidence, FrequencyVerdict[] frequencies)
    {
        if (evidence.CirclesTogether is not { } together || together.Accuracy < CarriedByCircles)
        {
            return (NetworkVerdict.Unclear, evidence.CirclesTogether is null
                ? "solved, but no frequency stands out in the embedding or the neurons"
                : Text($"solved, but its circles {List(frequencies)} alone answer only {evidence.CirclesTogether.Value.Accuracy:P1}"));
        }
        var share = evidence.Frequencies.ToDictionary(frequency => frequency.Frequency, frequency => frequency.LogitShare);
        var clear = frequencies.Where(one => IsAlgorithm(one.Kind) && share[one.Frequency] >= SmallestLogitShare).ToArray();
        var unclear = frequencies.Where(one => one.Kind == FrequencyKind.Unclear).ToArray();
        var kinds = clear.Select(one => one.Kind).Distinct().ToArray();
        var all = clear.Concat(unclear).Sum(one => share[one.Frequency]);
        var unclearShare = all > 0 ? unclear.Sum(one => share[one.Frequency]) / all : 1;
        var words = Words(evidence, frequencies);
        return kinds switch
        {
            [_, _, ..] => (NetworkVerdict.Hybrid, words),
            [var kind] when unclearShare <= LargestUnclear => (Verdict(kind), words),
            _ => (NetworkVerdict.Unclear, words + Text($"; the unclear ones make {unclearShare:P0} of the logits")),
        };
    }

    private static bool IsAlgorithm(FrequencyKind kind) => kind is FrequencyKind.Clock or FrequencyKind.Pizza or FrequencyKind.Torus;

    private static NetworkVerdict Verdict(FrequencyKind kind) => kind switch
    {
        FrequencyKind.Clock => NetworkVerdict.Clock,
        FrequencyKind.Pizza => NetworkVerdict.Pizza,
        FrequencyKind.Torus => NetworkVerdict.Torus,
        _ => NetworkVerdict.Unclear,
    };

    private static string Words(CircuitEvidence evidence, FrequencyVerdict[] frequencies) => string.Join("; ", frequencies
        .GroupBy(one => one.Kind)
        .OrderBy(group => group.Key == FrequencyKind.Unclear)
        .Select(group => Words(group.Key, [.. group], evidence)));

    private static string Words(FrequencyKind kind, FrequencyVerdict[] members, CircuitEvidence evidence)
    {
        var chosen = evidence.Frequencies.Where(frequency => members.Any(one => one.Frequency == frequency.Frequency)).ToArray();
        var fits = chosen.Select(one => one.Circle.Fits).OfType<PatternFits>().ToArray();
        var clusters = chosen.Select(one => one.Cluster).OfType<FrequencyCluster>().ToArray();
        return kind == FrequencyKind.Accompanying
            ? $"{string.Join(", ", members.Select(one => $"{one.Frequency} accompanies {one.Accompanies}"))} (fit {Range(fits.Select(fit => PatternFits.Fve(fit.Accompanying ?? 0)), "F3")})"
            : $"{List(members)} {Name(kind, members)} (fits clock {Range(fits.Select(fit => PatternFits.Fve(fit.Clock)), "F3")}, "
                + $"pizza {Range(fits.Select(fit => PatternFits.Fve(fit.SmoothPizza)), "F3")}, o2 {Range(clusters.Select(one => one.SecondOrder), "F4")}, "
                + $"phase correlation {Range(clusters.Select(one => one.PhaseCorrelation).OfType<double>(), "F2")})";
    }

    private static string Name(FrequencyKind kind, FrequencyVerdict[] members) => kind switch
    {
        FrequencyKind.Clock => "clock",
        FrequencyKind.Pizza => "pizza",
        FrequencyKind.Torus => "torus",
        _ => members.All(one => one.Pattern == LogitPattern.Between) ? "between clock and pizza" : "unclear",
    };

    private static string List(FrequencyVerdict[] members) => string.Join(", ", members.Select(one => one.Frequency));

    private static string Range(IEnumerable<double> values, string format)
    {
        var sorted = values.Order().Select(value => value.ToString(format, CultureInfo.InvariantCulture)).ToArray();
        return sorted.Length == 0 ? "none" : sorted[0] == sorted[^1] ? sorted[0] : $"{sorted[0]} to {sorted[^1]}";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
