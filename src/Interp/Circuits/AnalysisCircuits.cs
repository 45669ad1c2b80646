namespace Grokking.Interp;

/// <summary>The circuits section of analysis.json: the verdict with the numbers that led to it.</summary>
public sealed record AnalysisCircuits
{
    /// <summary>The network's verdict.</summary>
    public required NetworkVerdict Verdict { get; init; }

    /// <summary>Why, in words.</summary>
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

    /// <summary>Every cluster of the first neurons with 1 % of their energy or more, by frequency; null without neurons.</summary>
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

    /// <summary>Gathers the evidence of a specimen and judges it; null, with the reason, when there is none.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="reason">Why there is none; null when there is.</param>
    public static AnalysisCircuits? Of(Specimen specimen, out string? reason)
    {
        reason = CircuitEvidence.WhyNot(specimen);
        if (reason is not null)
        {
            return null;
        }
        var evidence = CircuitEvidence.Of(specimen);
        return Of(evidence, CircuitRule.Judge(specimen.P, evidence));
    }
}
