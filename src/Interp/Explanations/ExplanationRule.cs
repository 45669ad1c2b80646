namespace Grokking.Interp;

/// <summary>
/// When a network counts as explained: every rung of the ladder holds. The thresholds are those of 2026-11-24, from published
/// networks and a small set that this tool had trained, and none was moved since. What was added are mechanisms, each found on
/// networks that the rule does not judge any more. The second rule has neurons that mix two or three frequencies
/// (<see cref="IdealRung.TwoFrequencies"/>) and causes by interchange at the input (<see cref="InputInterchangeResult"/>). It
/// judged a population of 200; in those of them that it left unexplained the mechanisms of the third were found: products, number
/// lines, the last layer alone (<see cref="IdealRung"/>), and causes that are predicted by neurons. The third was frozen in the
/// evening of 2026-11-30, when no network of the population that it judges had been looked at. The rule knows numbers alone, not
/// what operation they are of.
/// </summary>
public static class ExplanationRule
{
    /// <summary>The day on which the thresholds were frozen. What predicts an interchange in a group that is not cyclic was fixed
    /// on the same day with the same thresholds, after the published S5, A5 and D59 and before it judged another.</summary>
    public const string Frozen = "2026-11-30";

    /// <summary>Behaviour: share of all pairs that the network answers right, at least.</summary>
    public const double Solved = 0.99;

    /// <summary>Behaviour: S(e) may be spread over this share of all frequencies at most, by its participation ratio.</summary>
    public const double LargestSpread = 0.75;

    /// <summary>Weights: accuracy of the ideal network, at least.</summary>
    public const double IdealAccuracy = 0.99;

    /// <summary>Weights: share of the logits that the ideal network explains, at least.</summary>
    public const double IdealFraction = 0.95;

    /// <summary>Weights: share of the pairs on which the ideal network deviates by less than its margin, at least.</summary>
    public const double IdealTwoSided = 0.90;

    /// <summary>Controls: with rotated frequencies each of the three must fall below this share of the network's own. Of several
    /// frequencies, wrong others may gain this share of what the right ones gain over none.</summary>
    public const double LargestControl = 0.5;

    /// <summary>Causes: share of the logits after interchanges that is predicted, in the mean, at least.</summary>
    public const double InterchangeFraction = 0.90;

    /// <summary>The verdict: explained when every rung holds, else the first that fails.</summary>
    public static (ExplanationVerdict Verdict, ExplanationRung? FailsAt) Judge(IReadOnlyList<ExplanationRung> rungs)
    {
        ArgumentNullException.ThrowIfNull(rungs);
        var failed = rungs.FirstOrDefault(rung => !rung.Holds);
        return (failed is null ? ExplanationVerdict.Explained : ExplanationVerdict.Unexplained, failed);
    }
}

/// <summary>Whether a network is explained.</summary>
public enum ExplanationVerdict
{
    /// <summary>A rung fails; it is named.</summary>
    Unexplained,

    /// <summary>Every rung holds.</summary>
    Explained,
}

/// <summary>A rung of the ladder: it holds when all its checks do.</summary>
/// <param name="Id">behaviour, equivariance, weights, controls or causes.</param>
/// <param name="Checks">What is required.</param>
public sealed record ExplanationRung(string Id, IReadOnlyList<ExplanationCheck> Checks)
{
    /// <summary>Whether all checks hold.</summary>
    public bool Holds => Checks.All(check => check.Holds);
}

/// <summary>One number against its threshold.</summary>
/// <param name="Id">What the number is, as <c>accuracy</c>.</param>
/// <param name="Value">The number; null where it could not be had, which counts as not held.</param>
/// <param name="Threshold">The threshold.</param>
/// <param name="AtLeast">Whether the number must be at least the threshold; else it must be at most that.</param>
public sealed record ExplanationCheck(string Id, double? Value, double Threshold, bool AtLeast = true)
{
    /// <summary>Whether the number is on the right side.</summary>
    public bool Holds => Value is { } value && (AtLeast ? value >= Threshold : value <= Threshold);
}
