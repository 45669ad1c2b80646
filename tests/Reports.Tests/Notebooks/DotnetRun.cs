using System.Diagnostics;
using Grokking.Testing;

namespace Grokking.Reports.Tests;

/// <summary>File-based apps of the repository, run as a user runs them.</summary>
internal static class DotnetRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The configuration of this test, so that the projects below are built already.
    private static readonly string Configuration =
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;

    /// <summary>Runs <c>dotnet run FILE -- ARGUMENTS</c> at the root of the repository.</summary>
    /// <param name="file">The file, from the root.</param>
    /// <param name="run">The run that a notebook works on; null for none.</param>
    /// <param name="arguments">The app's arguments.</param>
    /// <returns>Exit code, and what it wrote to both streams.</returns>
    public static async Task<(int Code, string Output)> Start(string file, string? run, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "--configuration", Configuration, file, "--", .. arguments])
        {
            WorkingDirectory = Fixtures.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[SmallRun.Variable] = run;
        // A build process that stays behind would hold the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) =
            (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await error);
    }
}
