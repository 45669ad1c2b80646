namespace Grokking.Cli;

/// <summary>Whether running work has been asked to stop.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly Action dispose;
    private int asked;

    /// <summary>A request that has not been made yet.</summary>
    /// <param name="dispose">Called when the work has ended.</param>
    public StopRequest(Action dispose) => this.dispose = dispose;

    /// <summary>Cancelled by the first interruption.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Asks the work to stop.</summary>
    /// <returns>False when it had been asked before.</returns>
    public bool Ask()
    {
        if (Interlocked.Exchange(ref asked, 1) != 0)
        {
            return false;
        }
        source.Cancel();
        return true;
    }

    /// <summary>Ends the listening. The source is left alone: a signal may be on its way to it.</summary>
    public void Dispose() => dispose();
}
