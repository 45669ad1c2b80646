using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains the runs of several seeds on a terminal: says what begins, shows how it goes, and says how each ended.</summary>
internal static class SweepSession
{
    /// <summary>Trains them to their ends or to an interruption, and writes the table.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="request">The runs.</param>
    /// <param name="options">How to carry them out.</param>
    /// <param name="parquet">Whether the table is written as Parquet too.</param>
    /// <param name="goOn">The command line, without the tool's name, that goes on with them.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, SweepRequest request, TrainOptions options, bool parquet, string goOn)
    {
        using var held = RunLock.Take(request.Folder);
        terminal.Remark(held.Remark);
        var count = new SweepCount(request.Runs, options);
        terminal.Out.Write(SweepText.Start(request, options, terminal.Out.Width));
        using var stop = terminal.Interrupts.Listen();
        var results = SweepDisplay.Run(
            terminal.Out, count, observer => Sweep.Train(request.Runs, options, observer, stop.Token), stop.Token);
        var interrupted = stop.Token.IsCancellationRequested && results.Any(result => result.Status != SweepStatus.Finished);
        terminal.Out.Write(SweepText.End(request, results, interrupted ? goOn : null, terminal.Out.Width));
        terminal.Remark(results.SelectMany(result => result.Remarks));
        foreach (var result in results.Where(result => result.Failure is not null))
        {
            terminal.Error.Write(SweepText.Failure(result, terminal.Error.MessageWidth));
        }
        // A sweep that was stopped before its first run has no folder yet.
        OutputFolder.Make(request.Folder);
        AtomicFile.DeleteLeftovers(Path.Combine(request.Folder, "*"), TimeSpan.Zero);
        TableFiles.Write(SweepTable.Of(request.Folder, results), SweepTable.PathIn(request.Folder), parquet);
        return interrupted ? ExitCode.Interrupted : results.Any(result => result.Failure is not null) ? ExitCode.Failed : ExitCode.Done;
    }
}
