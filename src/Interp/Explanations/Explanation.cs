namespace Grokking.Interp;

/// <summary>The explanation of a network that adds modulo n: the ladder, rung by rung, with its controls; what its frequencies
/// are; and, apart from the verdict, its certificate.</summary>
public sealed record Explanation
{
    /// <summary>Whether it is explained.</summary>
    public required ExplanationVerdict Verdict { get; init; }

    /// <summary>The first rung that fails; null when it is explained.</summary>
    public string? FailsAt { get; init; }

    /// <summary>The ideal network by which it is judged: the first on which weights and controls hold, else the first that was
    /// tried; null without neurons.</summary>
    public IdealRung? JudgedRung { get; init; }

    /// <summary>The rungs, in order.</summary>
    public required IReadOnlyList<ExplanationRung> Rungs { get; init; }

    /// <summary>Behaviour, over all pairs, test pairs, and test pairs whose mirror is unseen, as far as they are known.</summary>
    public required IReadOnlyList<ExplanationBehaviour> Behaviour { get; init; }

    /// <summary>The ideal networks, by rung and harmonics; last those by which it is judged, in the order in which they were
    /// tried. None without neurons.</summary>
    public required IReadOnlyList<IdealFit> Ideals { get; init; }

    /// <summary>The ideal network by which it is judged, with other frequencies: five seeds each, of each that was
    /// tried.</summary>
    public required IReadOnlyList<ExplanationControl> Controls { get; init; }

    /// <summary>Interchanges, cluster by cluster, and of half of the clusters.</summary>
    public required IReadOnlyList<InterchangeResult> Interchange { get; init; }

    /// <summary>Interchanges of a frequency of both embeddings, one by one, and of half of them. They judge networks of several
    /// layers, and those of one layer that <see cref="Interchange"/> does not predict.</summary>
    public required IReadOnlyList<InputInterchangeResult> InputInterchange { get; init; }

    /// <summary>Rotations of tokens, cluster by cluster.</summary>
    public required IReadOnlyList<RotationResult> Rotations { get; init; }

    /// <summary>Other non-linearities.</summary>
    public required IReadOnlyList<SwapResult> Swaps { get; init; }

    /// <summary>Accuracy over all pairs with attention frozen to its mean; null without attention.</summary>
    public double? FrozenAttentionAccuracy { get; init; }

    /// <summary>Clusters that are taken away, beside random neurons.</summary>
    public required IReadOnlyList<ClusterAblation> Ablations { get; init; }

    /// <summary>Phases and amplitudes of the clusters.</summary>
    public required IReadOnlyList<NeuronPhases> Clusters { get; init; }

    /// <summary>What the frequencies that hold one percent or more of S(e) are between clock and pizza.</summary>
    public required IReadOnlyList<FrequencyMixture> Mixtures { get; init; }

    /// <summary>The certificate; null where there is none.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>The ideal network by which it is judged; null without neurons.</summary>
    public IdealFit? Judged() => Ideals.LastOrDefault(fit => fit.Rung == JudgedRung);

    /// <summary>Share of the logits after interchanges that is predicted, in the mean, 1 at best: of the interchanges by which it
    /// is judged; null without neurons.</summary>
    public double? Causes() => Rungs[^1].Checks[0].Value;

    /// <summary>Explains a network.</summary>
    /// <param name="view">The network; it has a model.</param>
    /// <exception cref="InvalidOperationException">There are logits alone.</exception>
    public static Explanation Of(CyclicView view) => new Explainer(view).Explain();
}

/// <summary>The equivariant parts of the logits over a part of the pairs.</summary>
/// <param name="Part">all, test or test_mirror_unseen.</param>
/// <param name="Accuracy">Share of these pairs that the network answers right, 0 to 1.</param>
/// <param name="Equivariant">S(e).</param>
/// <param name="Diagonal">S(d, e), which holds S(e).</param>
/// <param name="BiasShare">Share of the energy in the class bias B(c), 0 to 1.</param>
/// <param name="Ghosts">Share of the energy in functions of c − 2a and c − 2b, 0 to 1; a part of S(d, e) for odd n.</param>
/// <param name="Rest">Share of the energy that is in none of S(d, e) and B.</param>
/// <param name="ArgMax">Where S(e) is largest: 0 where it answers right.</param>
/// <param name="Margin">S(0) less the largest other S(e), in logits.</param>
/// <param name="Participation">How many frequencies hold S(e).</param>
public sealed record ExplanationBehaviour(
    string Part, double Accuracy, LadderPart Equivariant, LadderPart Diagonal, double BiasShare, double Ghosts, double Rest,
    int ArgMax,
    double Margin, double Participation)
{
    /// <summary>The parts over some pairs.</summary>
    internal static ExplanationBehaviour Of(SplitPart part, double accuracy, EquivariantLadder ladder) => new(
        part.Name(), accuracy, ladder.Equivariant, ladder.Diagonal, ladder.BiasShare, ladder.Ghosts, ladder.Rest, ladder.ArgMax,
        ladder.Margin, ladder.Participation);
}

/// <summary>The ideal network by which a network is judged, with other frequencies for its neurons.</summary>
/// <param name="Id">rotated, permuted or random, see <see cref="FrequencyMap"/>; rotated_others where neurons keep what the
/// rung below has, and what the rung adds is wrong.</param>
/// <param name="Seed">Seed of the draws.</param>
/// <param name="Logits">What its logits account for.</param>
public sealed record ExplanationControl(string Id, int Seed, Faithfulness Logits)
{
    /// <summary>The ideal network that it is a control of.</summary>
    public IdealRung Rung { get; init; }

    /// <summary>Whether it would pass for an explanation of the weights: it never should.</summary>
    public bool Passes =>
        Logits.Accuracy >= ExplanationRule.IdealAccuracy && Logits.FractionExplained >= ExplanationRule.IdealFraction
        && Logits.TwoSided >= ExplanationRule.IdealTwoSided;
}
