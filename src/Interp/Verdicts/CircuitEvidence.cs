using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Everything that tells a clock from a pizza, computed once for a network that adds modulo n.</summary>
public sealed record CircuitEvidence
{
    /// <summary>A frequency is tried when it has this share of the embedding's variance over the numbers, or of the neurons'
    /// energy.</summary>
    public const double SmallestShare = 0.05;

    /// <summary>Share of pairs answered right over all pairs, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of the training pairs answered right; null when no split is known.</summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>Share of the test pairs answered right; null when no split is known.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>How alike the inputs are treated; null for tables without a model.</summary>
    public GradientSymmetricity? GradientSymmetricity { get; init; }

    /// <summary>How little the logits depend on a − b; null for tables without activations.</summary>
    public DistanceIrrelevance? DistanceIrrelevance { get; init; }

    /// <summary>Whether the embedding is circles; null when it is constant, or without a model.</summary>
    public Circularity? Circularity { get; init; }

    /// <summary>The frequencies of the embedding and of the neurons, ascending.</summary>
    public required IReadOnlyList<FrequencyEvidence> Frequencies { get; init; }

    /// <summary>The clusters of the first layer of neurons, by frequency; null without neurons.</summary>
    public IReadOnlyList<FrequencyCluster>? Clusters { get; init; }

    /// <summary>Share of the energy of the first layer of neurons in functions of a + b, 0 to 1; null without neurons.</summary>
    public double? SecondOrderFraction { get; init; }

    /// <summary>Loss and accuracy over all pairs with attention frozen to its mean; null without attention.</summary>
    public Score? Frozen { get; init; }

    /// <summary><see cref="SecondOrderFraction"/> with attention frozen; null without attention or neurons.</summary>
    public double? SecondOrderFractionFrozen { get; init; }

    /// <summary>Loss and accuracy with the circles of <see cref="Frequencies"/>, and the mean, for the embedding: what they
    /// carry. Null when there are none.</summary>
    public Score? CirclesTogether { get; init; }

    /// <summary>The frequencies of <see cref="Clusters"/> that read a number line, ascending: neither a clock nor a pizza. See
    /// <see cref="NumberLine"/>.</summary>
    public IReadOnlyList<int> NumberLines { get; init; } = [];

    /// <summary>The six families of the logits' modes, each alone.</summary>
    public required IReadOnlyList<ModeFamily> ModeFamilies { get; init; }

    /// <summary>Gathers the evidence.</summary>
    /// <param name="view">A view that has a model.</param>
    /// <exception cref="InvalidOperationException">It has logits alone.</exception>
    public static CircuitEvidence Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Of(view, view.GradientSymmetricity);
    }

    /// <summary>Gathers the evidence beside a symmetricity that is known: no verdict rests on it, and all triples of a deep
    /// network take longer than everything else.</summary>
    internal static CircuitEvidence Of(CyclicView view, GradientSymmetricity? symmetricity)
    {
        var model = view.Pairs.Model;
        var clusters = view.NeuronModes is { } modes ? FrequencyCluster.Of(modes, view.Pairs.FirstNeuronsPre!) : null;
        var trials = new CircleTrials(view);
        var frequencies = Frequent(view, trials, clusters ?? []);
        return new CircuitEvidence
        {
            Accuracy = view.Scores.All.Accuracy,
            TrainAccuracy = view.Scores.Train?.Accuracy,
            TestAccuracy = view.Scores.Test?.Accuracy,
            GradientSymmetricity = symmetricity,
            DistanceIrrelevance = DistanceIrrelevance.Of(view),
            Circularity = Circularity.Of(view.Basis, EffectiveWeights.Embedding(model, view.AllTokens)),
            Frequencies = [.. frequencies.Select(k => Evidence(view, trials, clusters ?? [], k))],
            Clusters = clusters,
            SecondOrderFraction = view.NeuronModes?.SecondOrderFraction,
            Frozen = view.Pairs.FrozenAttention?.Scores.All,
            SecondOrderFractionFrozen = view.FrozenNeuronModes?.SecondOrderFraction,
            CirclesTogether = frequencies.Length == 0 ? null : trials.Together(frequencies),
            NumberLines = [.. (clusters ?? []).Where(cluster => view.NeuronModes!.Lines.Of(cluster.Neurons, cluster.Frequency)
                is { LineShare: > NumberLine.OfAWave }).Select(cluster => cluster.Frequency)],
            ModeFamilies = Interp.ModeFamilies.Of(view),
        };
    }

    private static int[] Frequent(CyclicView view, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters) =>
        [.. view.Basis.Frequencies.Where(k =>
            trials.Share(k) >= SmallestShare
                || clusters.Any(cluster => cluster.Frequency == k && cluster.EnergyShare >= SmallestShare))];

    private static FrequencyEvidence Evidence(
        CyclicView view, CircleTrials trials, IReadOnlyList<FrequencyCluster> clusters, int k) => new()
        {
            Frequency = k,
            Circle = trials.Try(k),
            LogitShare = view.CosineFit.FractionExplained([k]),
            Cluster = clusters.FirstOrDefault(cluster => cluster.Frequency == k),
            SecondOrderFrozen = view.FrozenNeuronModes?.SecondOrder(k),
        };
}

/// <summary>All that is known about one frequency of a network.</summary>
public sealed record FrequencyEvidence
{
    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int Frequency { get; init; }

    /// <summary>The trial of its circle in the embedding.</summary>
    public required CircleFit Circle { get; init; }

    /// <summary>Share of the logits' variance along cos ω(a + b − c) of this frequency, 0 to 1.</summary>
    public required double LogitShare { get; init; }

    /// <summary>The neurons of the first layer that have it; null when no cluster has.</summary>
    public FrequencyCluster? Cluster { get; init; }

    /// <summary>o2 of the frequency's neurons with attention frozen; null without attention, or when no neuron has the frequency
    /// then.</summary>
    public double? SecondOrderFrozen { get; init; }
}

/// <summary>
/// How well logits match the patterns that clocks and pizzas make, as Pearson correlations ρ over all (a, b, c), each −1 to 1.
/// With ω = 2πk/p, d = a − b and e = c − a − b:
/// <list type="bullet">
/// <item>clock: cos(ω·e)</item>
/// <item>pizza (the form of the paper's notebooks): |cos(ω·d/2)|·(|cos(ω·e/2)| − |sin(ω·e/2)|)</item>
/// <item>smooth pizza: |cos(ω·d/2)|·cos(ω·e)</item>
/// <item>accompanying pizza: −cos(ω·d)·cos(ω·e), with ω of <em>half</em> the frequency (mod p): it repairs the blind line of the
/// pizza that writes there</item>
/// </list>
/// </summary>
/// <param name="Clock">ρ with the clock pattern.</param>
/// <param name="Pizza">ρ with the notebooks' pizza pattern.</param>
/// <param name="SmoothPizza">ρ with the smooth pizza pattern.</param>
/// <param name="Accompanying">ρ with the accompanying pattern; null when the frequency has no half (p even, k odd).</param>
/// <param name="PizzaPhase">The angle added to ω·d/2 in the pizza patterns, 0 to π: 0 unless a and b have embeddings of their
/// own, which may be turned against each other.</param>
/// <param name="AccompanyingPhase">The same for the accompanying pattern.</param>
public sealed record PatternFits(
    double Clock, double Pizza, double SmoothPizza, double? Accompanying, double PizzaPhase = 0, double AccompanyingPhase = 0)
{
    // Correlation of the clock pattern with the smooth pizza pattern: the mean of |cos| over its root mean square, √8/π.
    private const double Overlap = 0.9003163161571061;

    // Half a degree: the correlation is flat at its top and loses 1e-5 at most.
    private const int PhaseSteps = 360;

    /// <summary>Share of the logits' variance that the circle spends on accompanying, 0 to 1: ρ² with that pattern, where ρ is
    /// positive.</summary>
    public double AccompanyingShare => Accompanying is { } rho and > 0 ? rho * rho : 0;

    /// <summary>
    /// A correlation with the accompanying part of the logits set aside, so that a circle which works on its own and accompanies
    /// another is not held to fit one pattern. That part is written at half the frequency, hence orthogonal to the others.
    /// </summary>
    /// <param name="correlation">ρ with the clock or a pizza pattern.</param>
    /// <returns>−1 to 1; 0 when the circle does nothing but accompany.</returns>
    public double Own(double correlation) =>
        AccompanyingShare < 1 ? Math.Clamp(correlation / Math.Sqrt(1 - AccompanyingShare), -1, 1) : 0;

    /// <summary>
    /// How far the circle is from clock (0) to pizza (1): with the logits' best fit (x + z·|cos(ω·d/2)|)·cos(ω·e), the share of
    /// the second term in the mean over d. It may lie outside; null when the circle is neither, ρ with the clock pattern being
    /// below ½.
    /// </summary>
    public double? PizzaWeight =>
        Clock >= 0.5 ? Overlap * (SmoothPizza - (Overlap * Clock)) / ((1 - (Overlap * Overlap)) * Clock) : null;

    /// <summary>
    /// The fraction of variance explained of the paper's notebooks, which standardise both sides first: 2ρ − 1, from −3 to 1. ρ =
    /// 0 gives −1, and 0 means ρ = 0.5.
    /// </summary>
    /// <param name="correlation">ρ.</param>
    public static double Fve(double correlation) => (2 * correlation) - 1;

    /// <summary>The fits to a table of logits; null for constant logits.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="k">The frequency of the circle, 1..⌊p/2⌋.</param>
    /// <param name="freePhase">Whether the pizza patterns may be turned.</param>
    public static PatternFits? Of(DifferenceErrorTable logits, int k, bool freePhase)
    {
        ArgumentNullException.ThrowIfNull(logits);
        var p = logits.P;
        Require.InRange(k, 1, p / 2);
        if (logits.Variance == 0)
        {
            return null;
        }
        var wave = Error(p, k, angle => Math.Cos(angle));
        var smooth = BestPhase(freePhase, phase => logits.Correlation(Distance(p, k, phase), wave));
        var notebook = Error(p, k, angle => Math.Abs(Math.Cos(angle / 2)) - Math.Abs(Math.Sin(angle / 2)));
        var accompanying = Half(p, k) is { } half
            ? BestPhase(freePhase, phase => logits.Correlation(Repair(p, half, phase), Error(p, half, angle => Math.Cos(angle))))
            : ((double, double)?)null;
        return new PatternFits(
            logits.Correlation(Constant(p), wave), logits.Correlation(Distance(p, k, smooth.Phase), notebook), smooth.Value,
            accompanying?.Item1, smooth.Phase, accompanying?.Item2 ?? 0);
    }

    /// <summary>The frequency h with 2h ≡ ±k mod p, 1..⌊p/2⌋, at which a circle of frequency k accompanies; null when there is
    /// none.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    public static int? Half(int p, int k) => k % 2 == 0 ? k / 2 : p % 2 == 1 ? (p - k) / 2 : null;

    private static (double Value, double Phase) BestPhase(bool free, Func<double, double> correlation) => free
        ? Enumerable.Range(0, PhaseSteps).Select(i => Math.PI * i / PhaseSteps).Select(phase => (correlation(phase), phase)).Max()
        : (correlation(0), 0);

    private static double[] Constant(int p) => [.. Enumerable.Repeat(1.0, p)];

    private static double[] Distance(int p, int k, double phase) =>
        [.. Enumerable.Range(0, p).Select(d => Math.Abs(Math.Cos((Math.PI * k * d / p) + phase)))];

    private static double[] Repair(int p, int k, double phase) =>
        [.. Enumerable.Range(0, p).Select(d => -Math.Cos((2 * Math.PI * k * d / p) + (2 * phase)))];

    private static double[] Error(int p, int k, Func<double, double> pattern) =>
        [.. Enumerable.Range(0, p).Select(e => pattern(2 * Math.PI * k * e / p))];
}
