namespace Grokking.Cli;

/// <summary>How much of some work is done, and how long the rest will take at the rate so far.</summary>
internal sealed class WorkCount(int total, TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();

    /// <summary>Number of parts in all.</summary>
    public int Total => total;

    /// <summary>Number of parts done.</summary>
    public int Done { get; private set; }

    /// <summary>Time left, or null at the start.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : clock.GetElapsedTime(start) * (total - Done) / Done;

    /// <summary>Some parts more are done.</summary>
    public void Add(int parts) => Done += parts;
}
