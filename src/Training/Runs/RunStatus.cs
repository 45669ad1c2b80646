namespace Grokking.Training;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All steps were done.</summary>
    Finished,

    /// <summary>It was stopped from outside; it can be resumed.</summary>
    Interrupted,

    /// <summary>The loss became infinite or not a number.</summary>
    NonFinite,
}
