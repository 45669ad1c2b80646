using System.ComponentModel;
using System.Diagnostics;

namespace Grokking.Reports;

/// <summary>Runs a browser without a window on one local page, and reads back what the page's script made of it.</summary>
internal static class HeadlessBrowser
{
    /// <summary>
    /// Milliseconds of the page's own clock after which it counts as done. This clock stands still while the page computes and
    /// leaps while it waits, so that it is a bound on waiting, not on work.
    /// </summary>
    private const int VirtualTime = 3_600_000;

    private const int ShownErrorLines = 12;

    /// <summary>Opens a page and returns its document after its scripts have run, with the last lines of what the browser said
    /// meanwhile: noise, unless something is missing.</summary>
    /// <param name="program">The browser's program.</param>
    /// <param name="page">The page's file.</param>
    /// <param name="profile">A folder of its own for the browser's state.</param>
    /// <param name="timeLimit">How long it may take.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="PngRenderException">The browser could not be started, failed, or took too long.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (string Document, string Said) DumpDocument(
        string program, string page, string profile, TimeSpan timeLimit, CancellationToken cancellation)
    {
        using var process = Start(program, page, profile);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            // The streams end when the browser and all its children have closed them: a process that ended is not enough.
            if (!Task.WaitAll([output, errors], (int)timeLimit.TotalMilliseconds, cancellation) || !process.WaitForExit(timeLimit))
            {
                throw new PngRenderException(FormattableString.Invariant(
                    $"The browser {program} was stopped after {timeLimit.TotalSeconds:0} s, before all figures were drawn."));
            }
        }
        finally
        {
            Stop(process);
        }
        // Ctrl-C reaches the browser as well, which may be the first to end.
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? (output.Result, Tail(errors.Result))
            : throw new PngRenderException(FormattableString.Invariant(
                $"The browser {program} ended with exit code {process.ExitCode}. Its last lines:\n{Tail(errors.Result)}"));
    }

    /// <summary>The last lines of what a browser said.</summary>
    private static string Tail(string text) =>
        string.Join('\n',
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(ShownErrorLines));

    private static Process Start(string program, string page, string profile)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in Arguments(page, profile))
        {
            start.ArgumentList.Add(argument);
        }
        try
        {
            var process = Process.Start(start) ?? throw new PngRenderException($"The browser {program} did not start.");
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception problem)
        {
            throw new PngRenderException($"The browser {program} could not be started: {problem.Message}");
        }
    }

    private static IEnumerable<string> Arguments(string page, string profile) =>
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        "--disable-dev-shm-usage", "--hide-scrollbars",
        $"--user-data-dir={profile}",
        FormattableString.Invariant($"--virtual-time-budget={VirtualTime}"),
        "--dump-dom",
        new Uri(page).AbsoluteUri,
    ];

    /// <summary>Ends the browser with all its children, unless it has ended.</summary>
    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }
}
