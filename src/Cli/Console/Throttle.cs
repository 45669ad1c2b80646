namespace Grokking.Cli;

/// <summary>Lets something happen no more often than once in a while.</summary>
internal sealed class Throttle(TimeSpan interval, TimeProvider clock)
{
    private long? last;

    /// <summary>Whether it may happen now; the first time it may.</summary>
    public bool IsDue()
    {
        if (last is { } then && clock.GetElapsedTime(then) < interval)
        {
            return false;
        }
        last = clock.GetTimestamp();
        return true;
    }
}
