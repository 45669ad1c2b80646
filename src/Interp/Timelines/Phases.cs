namespace Grokking.Interp;

/// <summary>
/// The three phases of a run that groks (Nanda et al. 2023, section 5.2), found from its timeline. A phase that did not happen
/// is null. Steps are those of the timeline: no finer than its checkpoints.
/// </summary>
public sealed record Phases
{
    /// <summary>Training accuracy from which training pairs count as learned.</summary>
    public const double LearnedAccuracy = 0.99;

    /// <summary>Test accuracy that ends circuit formation.</summary>
    public const double GeneralizedAccuracy = 0.5;

    /// <summary>Share of the steepest fall of the sum of squared weights at which cleanup has ended.</summary>
    public const double SettledShare = 1.0 / 16;

    /// <summary>How the run learned.</summary>
    public required LearningOutcome Outcome { get; init; }

    /// <summary>
    /// The training pairs are learned by heart. Ends at the minimum of the excluded loss (of the training pairs, with all key
    /// frequencies removed) before test accuracy reaches 50 %: from there on the network leans on the key frequencies.
    /// </summary>
    public Phase? Memorization { get; init; }

    /// <summary>The general algorithm grows under the memorised answers. Ends when test accuracy reaches 50 %.</summary>
    public Phase? CircuitFormation { get; init; }

    /// <summary>
    /// Weight decay removes what was memorised. Ends when the sum of squared weights falls at less than a sixteenth of the
    /// steepest rate since the phase began.
    /// </summary>
    public Phase? Cleanup { get; init; }

    /// <summary>Finds the phases.</summary>
    /// <param name="timeline">Columns train_accuracy and test_accuracy; for a run that groks also excluded_loss (without it, the
    /// maximum of test_loss ends memorisation) and sum_squared_weights.</param>
    public static Phases Find(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return new PhaseFinder(timeline).Find();
    }
}
