using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Hands tasks to Slurm, and asks it how they stand.</summary>
internal static partial class SlurmQueue
{
    private const string JobsFile = "jobs.txt";

    /// <summary>Submits the tasks, in as many arrays as the cluster's MaxArraySize takes.</summary>
    /// <param name="folder">The sweep's folder, in which the jobs are noted.</param>
    /// <param name="scripts">The tasks.</param>
    /// <returns>The numbers of the jobs.</returns>
    /// <exception cref="UsageException">There is no Slurm here, or it refused; the message has what it said.</exception>
    public static IReadOnlyList<string> Submit(string folder, SweepScripts scripts)
    {
        OutputFolder.Make(scripts.SlurmFolder);
        var script = Path.Combine(scripts.SlurmFolder, "task.sh");
        AtomicFile.WriteText(script, scripts.Of(SweepScripts.Slurm));
        // An index is below the size.
        var most = Math.Max(1, MaxArraySize() - 1);
        var jobs = new List<string>();
        foreach (var array in scripts.Tasks.Indices.GroupBy(index => (index - 1) / most * most))
        {
            var cap = scripts.AtOnce is { } atOnce ? string.Create(CultureInfo.InvariantCulture, $"%{atOnce}") : "";
            var indices = SweepScripts.Ranges(array.Select(index => index - array.Key)) + cap;
            jobs.Add(Ask("sbatch", "--parsable", $"--array={indices}", script, array.Key.ToString(CultureInfo.InvariantCulture))
                .Split(';')[0].Trim());
            File.AppendAllText(Path.Combine(folder, "slurm", JobsFile), jobs[^1] + "\n");
        }
        return jobs;
    }

    /// <summary>How many tasks that were submitted are in which state; null when none was, or there is no Slurm here.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public static IReadOnlyDictionary<string, int>? Of(string folder)
    {
        var file = Path.Combine(folder, "slurm", JobsFile);
        if (!File.Exists(file))
        {
            return null;
        }
        var jobs = InputFile.ReadText(file).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet();
        try
        {
            // All tasks, so that a job that Slurm has forgotten is no error.
            return Ask("squeue", "--noheader", "--array", "--format=%F %T").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Trim().Split(' ')).Where(line => line.Length == 2 && jobs.Contains(line[0]))
                .CountBy(line => line[1].ToLowerInvariant()).ToDictionary();
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private static int MaxArraySize() => SizeLine().Match(Ask("scontrol", "show", "config")) is { Success: true } match
        ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new UsageException("--slurm: expected MaxArraySize in what 'scontrol show config' says, found none.");

    private static string Ask(string program, params IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.WaitForExit();
            var (output, error) = (said.Result[0], said.Result[1]);
            return process.ExitCode == 0
                ? output
                : throw new UsageException(
                    $"--slurm: {program} ended with exit code {process.ExitCode}: {ForeignText.Show(error.Trim(), 500)}");
        }
        catch (Win32Exception error)
        {
            throw new UsageException(
                $"--slurm: expected {program} on the PATH, where this machine can submit jobs; it could not be started: "
                    + $"{error.Message}. "
                + "--emit slurm prints the script.");
        }
    }

    [GeneratedRegex(@"MaxArraySize\s*=\s*(\d+)")]
    private static partial Regex SizeLine();
}
