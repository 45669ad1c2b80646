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
    public const double LargestUnclear = 0.2;

    /// <summary>Where frequencies of different kinds are clear, unclear ones may have this share: they cannot make them
    /// agree.</summary>
    public const double LargestUnclearOfHybrid = 0.75;

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
            return (
                NetworkVerdict.Memorised,
                $"it answers {CircuitWords.Percent(evidence.TrainAccuracy.Value)} of its training pairs and "
                    + $"{CircuitWords.Percent(evidence.TestAccuracy.Value)} of the others");
        }
        return (
            NetworkVerdict.Unsolved,
            $"it answers {CircuitWords.Percent(evidence.Accuracy)} of all pairs, less than {CircuitWords.Percent(Solved)}"
            + (evidence.TrainAccuracy is { } train && evidence.TestAccuracy is { } test
                ? $": {CircuitWords.Percent(train)} of its training pairs, {CircuitWords.Percent(test)} of the others"
                : "; which it was trained on is not known"));
    }

    private static (NetworkVerdict Verdict, string Reason) OfSolved(CircuitEvidence evidence, FrequencyVerdict[] frequencies)
    {
        if (evidence.CirclesTogether is not { } together || together.Accuracy < CarriedByCircles)
        {
            return (NetworkVerdict.Unclear, evidence.CirclesTogether is null
                ? "solved, but no frequency stands out in the embedding or the neurons"
                : $"solved, but its circles {CircuitWords.List(frequencies)} alone answer only "
                    + CircuitWords.Percent(evidence.CirclesTogether.Value.Accuracy) + CircuitWords.Lines(evidence));
        }
        var share = evidence.Frequencies.ToDictionary(frequency => frequency.Frequency, frequency => frequency.LogitShare);
        var clear = frequencies.Where(one => IsAlgorithm(one.Kind) && share[one.Frequency] >= SmallestLogitShare).ToArray();
        var unclear = frequencies.Where(one => one.Kind == FrequencyKind.Unclear).ToArray();
        var kinds = clear.Select(one => one.Kind).Distinct().ToArray();
        var all = clear.Concat(unclear).Sum(one => share[one.Frequency]);
        var unclearShare = all > 0 ? unclear.Sum(one => share[one.Frequency]) / all : 1;
        var words = CircuitWords.Sentence(frequencies, evidence)
            + (unclear.Length > 0 ? $"; what is unclear makes {CircuitWords.Percent(unclearShare)} of their logits" : "")
            + CircuitWords.Lines(evidence);
        return kinds switch
        {
            [_, _, ..] when unclearShare <= LargestUnclearOfHybrid => (NetworkVerdict.Hybrid, words),
            [var kind] when unclearShare <= LargestUnclear => (Verdict(kind), words),
            _ => (NetworkVerdict.Unclear, words),
        };
    }

    private static bool IsAlgorithm(FrequencyKind kind) =>
        kind is FrequencyKind.Clock or FrequencyKind.Pizza or FrequencyKind.Torus;

    private static NetworkVerdict Verdict(FrequencyKind kind) => kind switch
    {
        FrequencyKind.Clock => NetworkVerdict.Clock,
        FrequencyKind.Pizza => NetworkVerdict.Pizza,
        FrequencyKind.Torus => NetworkVerdict.Torus,
        _ => NetworkVerdict.Unclear,
    };
}
