namespace Grokking.Interp;

/// <summary>How a run learned, seen at the steps of its timeline.</summary>
public enum LearningOutcome
{
    /// <summary>The timeline has no training and test accuracies, so that it cannot be told.</summary>
    Unknown,

    /// <summary>Training accuracy never reached 99 %.</summary>
    NotLearned,

    /// <summary>Training accuracy reached 99 %, test accuracy never 50 %.</summary>
    MemorizedOnly,

    /// <summary>When training accuracy first was 99 %, test accuracy was 50 % or more already.</summary>
    GeneralizedAtOnce,

    /// <summary>Test accuracy reached 50 % later than training accuracy 99 %.</summary>
    Grokked,
}
