namespace Grokking.Interp;

/// <summary>The circuits section of analysis.json: the verdict with the numbers that led to it.</summary>
public sealed record AnalysisCircuits
{
    /// <summary>The network's verdict.</summary>
    public required NetworkVerdict Verdict { get; init; }

    /// <summary>Why, in one plain sentence without a full stop; its numbers are in <see cref="EvidenceTable"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>How alike the inputs are treated.</summary>
    public GradientSymmetricity? GradientSymmetricity { get; init; }

    /// <summary>How little the logits depend on a − b.</summary>
    public DistanceIrrelevance? DistanceIrrelevance { get; init; }

    /// <summary>Whether the embedding is circles, as published, 0 to 1; null when it is constant.</summary>
    public double? Circularity { get; init; }

    /// <summary>Share of the first neurons' energy in functions of a + b, 0 to 1; null without neurons.</summary>
    public double? SecondOrderFraction { get; init; }

    /// <summary>The network with attention frozen to its mean over all pairs; null without attention.</summary>
    public AnalysisFrozenAttention? AttentionFrozen { get; init; }

    /// <summary>Loss and accuracy with the listed circles, and the mean, for the embedding; null when there are none.</summary>
    public Score? CirclesTogether { get; init; }

    /// <summary>The frequencies that stand out in the embedding or the neurons, ascending.</summary>
    public required IReadOnlyList<AnalysisFrequency> Frequencies { get; init; }

    /// <summary>Every cluster of the first neurons with 1 % of their energy or more, by frequency; null without
    /// neurons.</summary>
    public IReadOnlyList<AnalysisFrequencyCluster>? Clusters { get; init; }

    /// <summary>The six families of the logits' modes, each alone.</summary>
    public required IReadOnlyList<ModeFamily> ModeFamilies { get; init; }

    /// <summary>The section of evidence and its verdict.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="verdict">What the rule made of it.</param>
    public static AnalysisCircuits Of(CircuitEvidence evidence, CircuitVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(verdict);
        return new AnalysisCircuits
        {
            Verdict = verdict.Verdict,
            Reason = verdict.Reason,
            GradientSymmetricity = evidence.GradientSymmetricity,
            DistanceIrrelevance = evidence.DistanceIrrelevance,
            Circularity = evidence.Circularity?.Value,
            SecondOrderFraction = evidence.SecondOrderFraction,
            AttentionFrozen = evidence.Frozen is { } frozen
                ? new AnalysisFrozenAttention(frozen.Loss, frozen.Accuracy, evidence.SecondOrderFractionFrozen)
                : null,
            CirclesTogether = evidence.CirclesTogether,
            Frequencies = [.. evidence.Frequencies.Zip(verdict.Frequencies, AnalysisFrequency.Of)],
            Clusters = evidence.Clusters?.Select(AnalysisFrequencyCluster.Of).ToArray(),
            ModeFamilies = evidence.ModeFamilies,
        };
    }

    /// <summary>The section of a view that has a model.</summary>
    public static AnalysisCircuits Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var evidence = CircuitEvidence.Of(view);
        return Of(evidence, CircuitRule.Judge(view.N, evidence));
    }
}

/// <summary>One frequency of a network in analysis.json. Fits are of the logits with this circle alone, class means
/// removed.</summary>
public sealed record AnalysisFrequency
{
    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int K { get; init; }

    /// <summary>Pattern and mechanism together.</summary>
    public required FrequencyKind Kind { get; init; }

    /// <summary>What the logits look like.</summary>
    public required LogitPattern Pattern { get; init; }

    /// <summary>How the neurons come by their signal.</summary>
    public required NeuronMechanism Mechanism { get; init; }

    /// <summary>The frequency that it accompanies; null unless it does.</summary>
    public int? Accompanies { get; init; }

    /// <summary>The numbers behind the kind, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>2ρ − 1 with the clock pattern; null for constant logits.</summary>
    public double? FveClock { get; init; }

    /// <summary>2ρ − 1 with the pizza pattern of the paper's notebooks; null for constant logits.</summary>
    public double? FvePizza { get; init; }

    /// <summary>2ρ − 1 with the smooth pizza pattern; null for constant logits.</summary>
    public double? FvePizzaSmooth { get; init; }

    /// <summary>2ρ − 1 with the accompanying pattern; null for constant logits, or without half the frequency.</summary>
    public double? FveAccompanying { get; init; }

    /// <summary>ρ² with the clock pattern.</summary>
    public double? RSquaredClock { get; init; }

    /// <summary>ρ² with the pizza pattern of the paper's notebooks.</summary>
    public double? RSquaredPizza { get; init; }

    /// <summary>ρ² with the smooth pizza pattern.</summary>
    public double? RSquaredPizzaSmooth { get; init; }

    /// <summary>ρ² with the accompanying pattern.</summary>
    public double? RSquaredAccompanying { get; init; }

    /// <summary>2ρ − 1 with the clock pattern, class means left in, as the paper's notebooks have it.</summary>
    public double? FveClockRaw { get; init; }

    /// <summary>2ρ − 1 with the notebooks' pizza pattern, class means left in.</summary>
    public double? FvePizzaRaw { get; init; }

    /// <summary>How far from clock (0) to pizza (1), see <see cref="PatternFits.PizzaWeight"/>; null when neither.</summary>
    public double? PizzaWeight { get; init; }

    /// <summary>The angle by which the pizza patterns are turned, 0 to π; 0 unless a and b have embeddings of their
    /// own.</summary>
    public double PizzaPhase { get; init; }

    /// <summary>Share of the lone circle's logit variance in the class means, 0 to 1.</summary>
    public double ClassMeanShare { get; init; }

    /// <summary>Share of the embedding's variance over the numbers, 0 to 1.</summary>
    public double EmbeddingShare { get; init; }

    /// <summary>Share of the intact logits' variance along cos ω(a + b − c), 0 to 1.</summary>
    public double LogitShare { get; init; }

    /// <summary>Accuracy over all pairs with this circle alone.</summary>
    public double AccuracyAlone { get; init; }

    /// <summary>Accuracy over all pairs without this circle.</summary>
    public double AccuracyWithout { get; init; }

    /// <summary>The lone circle with attention frozen: accuracy over all pairs; null without attention.</summary>
    public double? AccuracyAloneFrozen { get; init; }

    /// <summary>The lone circle with attention frozen: 2ρ − 1 with the clock pattern.</summary>
    public double? FveClockFrozen { get; init; }

    /// <summary>The lone circle with attention frozen: 2ρ − 1 with the smooth pizza pattern.</summary>
    public double? FvePizzaSmoothFrozen { get; init; }

    /// <summary>o2 of the frequency's neurons with attention frozen; null without attention or neurons.</summary>
    public double? SecondOrderFrozen { get; init; }

    /// <summary>One frequency's evidence and verdict.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="verdict">What the rule made of it.</param>
    internal static AnalysisFrequency Of(FrequencyEvidence evidence, FrequencyVerdict verdict)
    {
        var circle = evidence.Circle;
        var fits = circle.Fits;
        return new AnalysisFrequency
        {
            K = evidence.Frequency,
            Kind = verdict.Kind,
            Pattern = verdict.Pattern,
            Mechanism = verdict.Mechanism,
            Accompanies = verdict.Accompanies,
            Reason = verdict.Reason,
            FveClock = Fve(fits?.Clock),
            FvePizza = Fve(fits?.Pizza),
            FvePizzaSmooth = Fve(fits?.SmoothPizza),
            FveAccompanying = Fve(fits?.Accompanying),
            RSquaredClock = fits?.Clock * fits?.Clock,
            RSquaredPizza = fits?.Pizza * fits?.Pizza,
            RSquaredPizzaSmooth = fits?.SmoothPizza * fits?.SmoothPizza,
            RSquaredAccompanying = fits?.Accompanying * fits?.Accompanying,
            FveClockRaw = Fve(circle.Raw?.Clock),
            FvePizzaRaw = Fve(circle.Raw?.Pizza),
            PizzaWeight = fits?.PizzaWeight,
            PizzaPhase = fits?.PizzaPhase ?? 0,
            ClassMeanShare = circle.ClassMeanShare,
            EmbeddingShare = circle.EmbeddingShare,
            LogitShare = evidence.LogitShare,
            AccuracyAlone = circle.Alone.Accuracy,
            AccuracyWithout = circle.Without.Accuracy,
            AccuracyAloneFrozen = circle.Frozen?.Alone.Accuracy,
            FveClockFrozen = Fve(circle.Frozen?.Fits?.Clock),
            FvePizzaSmoothFrozen = Fve(circle.Frozen?.Fits?.SmoothPizza),
            SecondOrderFrozen = evidence.SecondOrderFrozen,
        };
    }

    private static double? Fve(double? correlation) => correlation is { } rho ? PatternFits.Fve(rho) : null;
}

/// <summary>The neurons of one frequency in analysis.json; see <see cref="FrequencyCluster"/>.</summary>
/// <param name="K">The frequency.</param>
/// <param name="Neurons">How many neurons.</param>
/// <param name="EnergyShare">Their share of the energy of all neurons, 0 to 1.</param>
/// <param name="FirstOrder">Share of their energy in functions of a and of b alone, 0 to 1.</param>
/// <param name="SecondOrder">o2: share in functions of a + b, 0 to 1.</param>
/// <param name="DifferenceOrder">Share in functions of a − b, 0 to 1.</param>
/// <param name="PhaseCorrelation">ρ, 0 (torus) to 1 (disc); null when a and b do not reach the same neurons.</param>
/// <param name="PhaseDifference">The phase of a less that of b, in radians.</param>
/// <param name="SingularValueShares">The largest squared singular values as shares of all: two halves for a disc, four quarters
/// for a torus.</param>
public sealed record AnalysisFrequencyCluster(
    int K, int Neurons, double EnergyShare, double FirstOrder, double SecondOrder, double DifferenceOrder,
    double? PhaseCorrelation, double? PhaseDifference, IReadOnlyList<double> SingularValueShares)
{
    /// <summary>The summary of a cluster.</summary>
    internal static AnalysisFrequencyCluster Of(FrequencyCluster cluster) => new(
        cluster.Frequency, cluster.Neurons.Count, cluster.EnergyShare, cluster.FirstOrder, cluster.SecondOrder,
        cluster.DifferenceOrder, cluster.PhaseCorrelation, cluster.PhaseDifference, cluster.SingularValueShares);
}

/// <summary>A network with attention frozen to its mean over all pairs.</summary>
/// <param name="Loss">Mean cross-entropy of all pairs over the p answers, in nats.</param>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="SecondOrderFraction">Share of the first neurons' energy in functions of a + b, 0 to 1; null without
/// neurons.</param>
public sealed record AnalysisFrozenAttention(double Loss, double Accuracy, double? SecondOrderFraction);
