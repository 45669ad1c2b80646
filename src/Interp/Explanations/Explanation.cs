using Grokking.Training;

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

/// <summary>
/// What a frequency of the logits is between clock and pizza: its amplitude α(d) along cos ω(c − a − b), by the difference d = a
/// − b of the operands, fitted by clock + pizza·|cos(ω·d/2)| without negative parts. Read off the network as it runs, so that
/// what accompanying circles repair is repaired: with them a pizza is nearly even over d. <see cref="Alone"/> is the circle by
/// itself.
/// </summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="LogitShare">Its share of the energy of S(e), 0 to 1.</param>
/// <param name="Clock">Share of the clock in the mean of the fit over d, 0 to 1.</param>
/// <param name="Pizza">Share of the pizza, 0 to 1; the two add up to 1, or are both 0 where nothing fits.</param>
/// <param name="Fit">Share of Σ α(d)² that the two explain together, 0 to 1.</param>
/// <param name="Phase">The angle added to ω·d/2, 0 to π: 0 unless a and b have embeddings of their own.</param>
public sealed record FrequencyMixture(int Frequency, double LogitShare, double Clock, double Pizza, double Fit, double Phase)
{
    /// <summary>The mixture of this circle alone: of the network run with the numbers' embeddings replaced by their mean and
    /// their projection on the frequency. Null for a network that does not solve its task.</summary>
    public CircleMixture? Alone { get; init; }

    /// <summary>The mixture of a frequency.</summary>
    /// <param name="ladder">The network's logits, over all pairs.</param>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    /// <param name="freePhase">Whether the pizza may be turned.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static FrequencyMixture Of(EquivariantLadder ladder, FourierBasis basis, int k, bool freePhase)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        ArgumentNullException.ThrowIfNull(basis);
        Require.InRange(k, 1, basis.LargestFrequency);
        var cosine = basis.Rows.Row(FourierBasis.CosineRow(k)).ToArray();
        double[] wave = [.. Enumerable.Range(0, basis.P)
            .Select(d => System.Numerics.Tensors.TensorPrimitives.Dot<double>(ladder.DiagonalTable.Row(d), cosine))];
        var (clock, pizza, fit, phase) = CircleMixture.Of(wave, k, freePhase);
        return new(k, ladder.Spectrum[k - 1], clock, pizza, fit, phase);
    }
}

/// <summary>A lone circle between clock and pizza, as in <see cref="FrequencyMixture"/>.</summary>
/// <param name="Clock">Share of the clock in the mean of the fit over d, 0 to 1.</param>
/// <param name="Pizza">Share of the pizza, 0 to 1; the two add up to 1, or are both 0 where nothing fits.</param>
/// <param name="Fit">Share of Σ α(d)² that the two explain together, 0 to 1.</param>
/// <param name="Phase">The angle added to ω·d/2, 0 to π: 0 unless a and b have embeddings of their own.</param>
public sealed record CircleMixture(double Clock, double Pizza, double Fit, double Phase)
{
    // Half a degree.
    private const int PhaseSteps = 360;

    /// <summary>The mixture of a wave.</summary>
    /// <param name="wave">How strong cos(ω_k·(a + b − c)) is in the logits by d = a − b, [n], in any unit: see
    /// <see cref="CircleFit.Waves"/>.</param>
    /// <param name="k">Its frequency, 1..⌊n/2⌋.</param>
    /// <param name="freePhase">Whether the pizza may be turned.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static CircleMixture Of(IReadOnlyList<double> wave, int k, bool freePhase)
    {
        ArgumentNullException.ThrowIfNull(wave);
        Require.InRange(k, 1, wave.Count / 2);
        double[] amplitudes = [.. wave];
        return Enumerable.Range(0, freePhase ? PhaseSteps : 1).Select(step => Math.PI * step / PhaseSteps)
            .Select(phase => Fitted(amplitudes, k, phase)).MaxBy(mixture => mixture.Fit)!;
    }

    private static CircleMixture Fitted(double[] amplitudes, int k, double phase)
    {
        var n = amplitudes.Length;
        double[] pizza =
            [.. Enumerable.Range(0, n).Select(d => Math.Abs(Math.Cos((Math.PI * ((long)k * d % (2 * n)) / n) + phase)))];
        var (one, both, square) = ((double)n, pizza.Sum(), pizza.Sum(value => value * value));
        var (withOne, withPizza) = (amplitudes.Sum(), amplitudes.Zip(pizza, (x, y) => x * y).Sum());
        var determinant = (one * square) - (both * both);
        var x = determinant > 0 ? ((withOne * square) - (withPizza * both)) / determinant : -1;
        var z = determinant > 0 ? ((withPizza * one) - (withOne * both)) / determinant : 0;
        // Without negative parts, the best fit has one of them alone where the other would be negative.
        (x, z) = z < 0 ? (Math.Max(0, withOne / one), 0) : x < 0 ? (0, Math.Max(0, withPizza / square)) : (x, z);
        var total = amplitudes.Sum(value => value * value);
        var left = amplitudes.Zip(pizza, (value, wave) => value - x - (z * wave)).Sum(rest => rest * rest);
        var (clockMean, pizzaMean) = (x * n, z * both);
        var sum = clockMean + pizzaMean;
        return new(
            sum > 0 ? clockMean / sum : 0, sum > 0 ? pizzaMean / sum : 0, total > 0 ? Math.Max(0, 1 - (left / total)) : 0, phase);
    }
}
