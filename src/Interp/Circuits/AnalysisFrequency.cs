namespace Grokking.Interp;

/// <summary>One frequency of a network in analysis.json. Fits are of the logits with this circle alone, class means removed.</summary>
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

    /// <summary>The angle by which the pizza patterns are turned, 0 to π; 0 unless a and b have embeddings of their own.</summary>
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
