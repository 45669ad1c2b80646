using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>What run.lock says: which process writes a run.</summary>
/// <param name="Process">Its number.</param>
/// <param name="ProcessStart">When it started, as its system tells it, exact and to be compared alone: numbers are used again. Null where
/// that is not told.</param>
/// <param name="Machine">The machine it runs on.</param>
/// <param name="Since">Since when it writes the run.</param>
public sealed record RunLockOwner(int Process, string? ProcessStart, string Machine, DateTimeOffset Since)
{
    // Of the fields behind the name in /proc/N/stat: the process's state, and its start in ticks since the machine's.
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>This process, from now on.</summary>
    public static RunLockOwner Current => new(Environment.ProcessId, StartOf(Environment.ProcessId), Environment.MachineName, DateTimeOffset.Now);

    /// <summary>Whether it runs, or ran, on this machine.</summary>
    [JsonIgnore]
    public bool IsHere => string.Equals(Machine, Environment.MachineName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether that very process goes on, on this machine.</summary>
    [JsonIgnore]
    public bool IsAlive => IsHere && StartOf(Process) is { } start && (ProcessStart is null || start == ProcessStart);

    /// <summary>Who and since when, in words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"process {Process} on {(IsHere ? "this machine" : $"the machine '{Machine}'")}");

    /// <summary>The file's content.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, ConfigJson.Options) + "\n";

    /// <summary>Reads the file's content; null for one that was cut short.</summary>
    internal static RunLockOwner? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<RunLockOwner>(json, ConfigJson.Options) is { Machine: not null } owner ? owner : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>When a process of this machine started; null when there is none of that number.</summary>
    internal static string? StartOf(int process)
    {
        try
        {
            // The base library reckons with the wall clock, so that two processes are told two times of the same start.
            return OperatingSystem.IsLinux() ? LinuxStartOf(process) : OtherStartOf(process);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException
            or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // A process that has ended and waits for its parent to look (Z, X) writes nothing any more.
    private static string? LinuxStartOf(int process)
    {
        var stat = File.ReadAllText(FormattableString.Invariant($"/proc/{process}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[StateField] is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{fields[StartField]}";
    }

    private static string OtherStartOf(int number)
    {
        using var process = System.Diagnostics.Process.GetProcessById(number);
        return process.StartTime.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }
}
