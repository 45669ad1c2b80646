using System.Runtime.InteropServices;

namespace Grokking.Cli;

/// <summary>
/// Ctrl-C, and the other ways to ask a process to end. The first asks the work that listens to stop when it can; the second, or
/// the first when none listens, ends the process.
/// </summary>
internal sealed class Interrupts
{
    private readonly Action endProcess;
    private readonly List<PosixSignalRegistration> registrations = [];
    private StopRequest? listener;

    /// <summary>Interruptions that come from <see cref="Signal"/> alone.</summary>
    public Interrupts(Action endProcess) => this.endProcess = endProcess;

    /// <summary>
    /// Interruptions by the signals of Ctrl-C, of a polite kill, of a terminal that is closed and of Ctrl-\. One that whoever
    /// started the process chose to ignore, as <c>nohup</c> does, stays ignored.
    /// </summary>
    public static Interrupts OfProcess(Screen screen)
    {
        var interrupts = new Interrupts(() =>
        {
            screen.ShowCursor();
            Environment.Exit(ExitCode.Interrupted);
        });
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
        {
            interrupts.registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interrupts.Signal();
            }));
        }
        return interrupts;
    }

    /// <summary>Listens until the request is disposed.</summary>
    public StopRequest Listen()
    {
        var request = new StopRequest(() => Interlocked.Exchange(ref listener, null));
        listener = request;
        return request;
    }

    /// <summary>One interruption.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref listener) is not { } request || !request.Ask())
        {
            endProcess();
        }
    }
}

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
