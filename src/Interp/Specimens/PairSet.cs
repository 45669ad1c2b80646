namespace Grokking.Interp;

/// <summary>Which of the p² pairs a value is a mean over.</summary>
public enum PairSet
{
    /// <summary>All p² pairs.</summary>
    All,

    /// <summary>The pairs of the training set.</summary>
    Train,

    /// <summary>The pairs of the test set.</summary>
    Test,
}
