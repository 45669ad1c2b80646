using static System.FormattableString;

namespace Grokking.Interp;

/// <summary>
/// The rule for a network that multiplies in a group: solved or not; then which ideals explain it. An ideal explains when the
/// network with it in the place of its neurons' inputs stays right, keeps its logits pair by pair, and its control does not:
/// the same with other representations, or other cosets.
/// </summary>
public static class GroupRule
{
    /// <summary>An ideal that explains has at least this accuracy…</summary>
    public const double LeastAccuracy = 0.99;

    /// <summary>…reproduces this share of the logits' energy…</summary>
    public const double LeastRSquared = 0.95;

    /// <summary>…and is faithful in the margin of this share of the pairs…</summary>
    public const double LeastTwoSided = 0.9;

    /// <summary>…while its control has at most this part of its accuracy, and of its share of the logits.</summary>
    public const double MostOfControl = 0.5;

    /// <summary>Judges a network.</summary>
    /// <param name="evidence">What is known about it.</param>
    public static GroupVerdict Judge(GroupEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Accuracy < CircuitRule.Solved ? NotSolved(evidence) : Solved(evidence);
    }

    private static GroupVerdict NotSolved(GroupEvidence evidence) =>
        evidence is { TrainAccuracy: >= CircuitRule.MemorisedTrain, TestAccuracy: <= CircuitRule.MemorisedTest }
            ? new(GroupKind.Memorised,
                Invariant(
                    $"answers {evidence.TrainAccuracy:P1} of its training pairs and {evidence.TestAccuracy:P1} of the others"))
            : new(GroupKind.Unsolved,
                Invariant($"answers {evidence.Accuracy:P1} of all pairs, less than {CircuitRule.Solved:P0}"));

    private static GroupVerdict Solved(GroupEvidence evidence)
    {
        var (irreps, cosets) = (Explains(evidence.Irreps, evidence.OtherIrreps), Explains(evidence.Cosets, evidence.OtherCosets));
        var kind = (irreps, cosets) switch
        {
            (true, true) => GroupKind.Both,
            (true, false) => GroupKind.Irreps,
            (false, true) => GroupKind.Cosets,
            _ => GroupKind.Unclear,
        };
        return new(kind, $"{Words("one representation a neuron is", evidence.Irreps, evidence.OtherIrreps, irreps)}; "
            + Words("cosets are", evidence.Cosets, evidence.OtherCosets, cosets));
    }

    private static bool Explains(IdealNeurons? ideal, IdealNeurons? control) =>
        ideal is { Accuracy: >= LeastAccuracy, RSquared: >= LeastRSquared, TwoSided: >= LeastTwoSided } && control is not null
        && control.Accuracy <= MostOfControl * ideal.Accuracy && control.RSquared <= MostOfControl * ideal.RSquared;

    private static string Words(string what, IdealNeurons? ideal, IdealNeurons? control, bool explains) =>
        ideal is null || control is null
        ? $"{what} not to be tried"
        : $"{what} {(explains ? "enough" : "not enough")}, with {Share(ideal)} of the logits, "
            + Invariant($"accuracy {ideal.Accuracy:P1} and {ideal.TwoSided:P1} of the margins faithful ")
            + Invariant($"(others: {Share(control)}, {control.Accuracy:P1} and {control.TwoSided:P1})");

    private static string Share(IdealNeurons ideal) => Invariant($"{Math.Max(0, ideal.RSquared):P1}");
}

/// <summary>What is known about a network that multiplies in a group.</summary>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="TrainAccuracy">Of the training pairs; null when not known.</param>
/// <param name="TestAccuracy">Of the test pairs; null when not known.</param>
/// <param name="Irreps">Each neuron hears its representation alone; null without neurons.</param>
/// <param name="OtherIrreps">The control with other representations.</param>
/// <param name="Cosets">Each neuron hears cosets alone; null without neurons or proper subgroups.</param>
/// <param name="OtherCosets">The control with other cosets.</param>
public sealed record GroupEvidence(
    double Accuracy, double? TrainAccuracy, double? TestAccuracy,
    IdealNeurons? Irreps, IdealNeurons? OtherIrreps, IdealNeurons? Cosets, IdealNeurons? OtherCosets)
{
    /// <summary>The ideal by which the network is explained, and its control: of representations and cosets the one with more
    /// of the logits; null without either.</summary>
    internal (IdealNeurons Ideal, IdealNeurons? Control)? Judged
    {
        get
        {
            var byCosets = Cosets is not null && !(Irreps?.RSquared >= Cosets.RSquared);
            return byCosets ? (Cosets!, OtherCosets) : Irreps is null ? null : (Irreps, OtherIrreps);
        }
    }

    /// <summary>The evidence of a network.</summary>
    public static GroupEvidence Of(RepresentationView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var scores = view.Pairs.Scores;
        return new(scores.All.Accuracy, scores.Train?.Accuracy, scores.Test?.Accuracy,
            IdealNeurons.OfIrreps(view), IdealNeurons.OfOtherIrreps(view), IdealNeurons.OfCosets(view),
            IdealNeurons.OfOtherCosets(view));
    }
}

/// <summary>What a network that multiplies in a group is, and why; see <see cref="GroupRule"/>.</summary>
/// <param name="Kind">The verdict.</param>
/// <param name="Reason">The numbers that led to it, in words.</param>
public sealed record GroupVerdict(GroupKind Kind, string Reason);

/// <summary>By what a network multiplies, as far as its numbers say.</summary>
public enum GroupKind
{
    /// <summary>Solved, by neither as far as is seen.</summary>
    Unclear,

    /// <summary>It does not answer all pairs.</summary>
    Unsolved,

    /// <summary>It answers the pairs that it was trained on, and not the others.</summary>
    Memorised,

    /// <summary>Each neuron works in one representation (Chughtai, Chan and Nanda 2023).</summary>
    Irreps,

    /// <summary>Each neuron reads cosets of subgroups (Stander et al. 2024).</summary>
    Cosets,

    /// <summary>Both at once: vectors of a representation that the group permutes (Wu et al. 2024).</summary>
    Both,
}
