using System.Runtime.InteropServices;

namespace Grokking.Cli;

/// <summary>
/// Ctrl-C. The first asks the work that listens to stop when it can; the second, or the first when none listens, ends the process.
/// </summary>
internal sealed class Interrupts
{
    private readonly Action endProcess;
    private readonly List<PosixSignalRegistration> registrations = [];
    private StopRequest? listener;

    /// <summary>Interruptions that come from <see cref="Signal"/> alone.</summary>
    public Interrupts(Action endProcess) => this.endProcess = endProcess;

    /// <summary>Interruptions by the signals of Ctrl-C and of a polite kill.</summary>
    public static Interrupts OfProcess(Screen screen)
    {
        var interrupts = new Interrupts(() =>
        {
            screen.ShowCursor();
            Environment.Exit(ExitCode.Interrupted);
        });
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
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
