namespace Grokking.Training;

/// <summary>Where a run of a <see cref="Sweep"/> stands.</summary>
public enum SweepStatus
{
    /// <summary>Its folder holds no run.</summary>
    NotBegun,

    /// <summary>It was begun and came to no end: it goes on elsewhere, or was cut off. It can be resumed.</summary>
    Unfinished,

    /// <summary>It was stopped from outside; it can be resumed.</summary>
    Interrupted,

    /// <summary>All steps were done.</summary>
    Finished,

    /// <summary>The loss became infinite or not a number.</summary>
    NonFinite,

    /// <summary>Reading or writing its files failed.</summary>
    Failed,
}
