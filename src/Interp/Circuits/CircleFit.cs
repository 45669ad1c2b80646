namespace Grokking.Interp;

/// <summary>
/// One circle of the embedding on trial: the network run with the numbers' embeddings replaced by their mean and their projection on
/// one frequency, and run without that projection.
/// </summary>
public sealed record CircleFit
{
    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int Frequency { get; init; }

    /// <summary>Its share of the embedding's variance over the numbers, 0 to 1; the mean of both tables where there are two.</summary>
    public required double EmbeddingShare { get; init; }

    /// <summary>How well the network does with this circle alone.</summary>
    public required Score Alone { get; init; }

    /// <summary>How well it does without this circle.</summary>
    public required Score Without { get; init; }

    /// <summary>Fits of the lone circle's logits as they are; null when they are constant.</summary>
    public PatternFits? Raw { get; init; }

    /// <summary>Fits after the mean of each class over all pairs is removed, which a lone circle leaves in the logits; null when
    /// nothing is left.</summary>
    public PatternFits? Fits { get; init; }

    /// <summary>Share of the lone circle's logit variance in the means of the classes, 0 to 1.</summary>
    public required double ClassMeanShare { get; init; }

    /// <summary>The lone circle with attention frozen to its mean over all pairs in the intact network; null without attention.</summary>
    public FrozenCircle? Frozen { get; init; }
}
