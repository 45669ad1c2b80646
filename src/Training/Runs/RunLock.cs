using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text;

namespace Grokking.Training;

/// <summary>
/// The right to write a folder, which one process has at a time. It keeps <c>run.lock</c> open, locked as the system locks files,
/// and the file says who it is. The system lets go of the lock of a process that ends, however it ends: what is left of the file
/// then is taken over. Readers need no lock.
/// </summary>
public sealed class RunLock : IDisposable
{
    // Time for another process to write what it is about to. On a file system without locks, the last of several that take over a
    // lock that was left has it.
    private static readonly TimeSpan Contest = TimeSpan.FromMilliseconds(200);

    // What opening a locked file, and making one that is there, give on Linux, macOS and Windows.
    private static readonly int[] LockedByAnother = [11, 35, unchecked((int)0x80070020)];
    private static readonly int[] AlreadyThere = [17, unchecked((int)0x80070050)];

    // Elsewhere a lock holds off those who ask for one; on Windows, sharing is what all are asked for.
    private static readonly FileShare Exclusive =
        OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;

    private readonly string path;
    private readonly FileStream file;
    private readonly string content;

    private RunLock(string path, FileStream file, string content, string? remark)
    {
        (this.path, this.file, this.content) = (path, file, content);
        Remark = remark;
    }

    /// <summary>A sentence about the lock that an earlier process left and that was taken over; null when there was
    /// none.</summary>
    public string? Remark { get; }

    /// <summary>Takes the right to write a folder, which is made when it is absent.</summary>
    /// <exception cref="OutputFolderException">Another process has it, or no folder can be made.</exception>
    public static RunLock Take(string folder)
    {
        OutputFolder.Make(folder);
        RunLock? taken;
        do
        {
            taken = TryTake(folder, new RunPaths(folder).Lock);
        }
        while (taken is null);
        return taken;
    }

    /// <summary>Throws when another process has the right to write a folder; changes nothing.</summary>
    /// <exception cref="OutputFolderException">It has.</exception>
    public static void ThrowIfHeld(string folder)
    {
        var path = new RunPaths(folder).Lock;
        if (File.Exists(path))
        {
            using var file = Open(folder, path, FileMode.Open);
            _ = file is null ? null : Earlier(folder, path, file);
        }
    }

    /// <summary>Deletes what a process that is gone left in a folder in which nothing is to be written.</summary>
    /// <returns>As <see cref="Remark"/>.</returns>
    /// <exception cref="OutputFolderException">Another process has the right to write the folder.</exception>
    public static string? Clear(string folder)
    {
        if (!File.Exists(new RunPaths(folder).Lock))
        {
            return null;
        }
        using var held = Take(folder);
        return held.Remark;
    }

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        // Whoever deleted it meanwhile may have made room for another.
        if (Read(path) == content)
        {
            File.Delete(path);
        }
        file.Dispose();
    }

    // Null when the file is not that of its name any more: whoever had the lock deleted it between our opening and our locking.
    private static RunLock? TryTake(string folder, string path)
    {
        var content = RunLockOwner.Current.ToJson();
        var made = Open(folder, path, FileMode.CreateNew);
        var file = made ?? Open(folder, path, FileMode.Open);
        RunLock? taken = null;
        try
        {
            if (file is not null)
            {
                var earlier = made is null ? Earlier(folder, path, file) : null;
                file.SetLength(0);
                file.Write(Encoding.UTF8.GetBytes(content));
                file.Flush();
                Thread.Sleep(HasLocks(path) ? TimeSpan.Zero : Contest);
                taken = Read(path) == content ? new RunLock(path, file, content, earlier) : null;
            }
        }
        finally
        {
            if (taken is null)
            {
                file?.Dispose();
            }
        }
        return taken;
    }

    // Opens and locks the file; null when it is gone, or goes, or is not to be there and is.
    private static FileStream? Open(string folder, string path, FileMode mode)
    {
        // A link would have its target written to, and a pipe waited for.
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw NoLock(folder, path);
        }
        try
        {
            var file = new FileStream(path, mode, FileAccess.ReadWrite, Exclusive, bufferSize: 0);
            return file.CanSeek ? file : throw NoLock(folder, path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException error) when (mode == FileMode.CreateNew
            && AlreadyThere.Concat(LockedByAnother).Contains(error.HResult))
        {
            return null;
        }
        catch (IOException error) when (LockedByAnother.Contains(error.HResult))
        {
            RunLockOwner? owner = null;
            SpinWait.SpinUntil(() => Read(path) is not { } content || (owner = RunLockOwner.Parse(content)) is not null, Contest);
            return File.Exists(path) ? throw InUse(folder, owner) : null;
        }
    }

    // A sentence on what the file says of a process that is gone; throws when that process may still write.
    private static string? Earlier(string folder, string path, FileStream file)
    {
        var hasLocks = HasLocks(path);
        SpinWait.SpinUntil(() => hasLocks || Read(path) is { Length: > 0 }, Contest);
        using var reader = new StreamReader(file, leaveOpen: true);
        var content = reader.ReadToEnd();
        if (content.Length == 0 || RunLockOwner.Parse(content) is not { } owner)
        {
            return content.Length == 0 ? null : $"{folder}: run.lock is damaged, and no process holds it; it is taken over.";
        }
        return owner.IsHere && (hasLocks || !owner.IsAlive)
            ? $"{folder}: {owner} was cut off while it wrote this run, which it did since {When(owner)}; its run.lock is taken over."
            : throw InUse(folder, owner);
    }

    private static OutputFolderException NoLock(string folder, string path) =>
        new($"{folder}: run.lock is a link, a pipe or a device, and no lock of a run. Delete {path}.");

    private static OutputFolderException InUse(string folder, RunLockOwner? owner) => new($"{folder}: " + owner switch
    {
        null => "another process is about to write it. Wait until it has ended, or stop it.",
        { IsHere: true } => $"{owner} writes it, since {When(owner)}. Wait until it has ended, or stop it.",
        _ => $"{owner} writes it, since {When(owner)}, or was cut off there, which this machine cannot see. "
            + $"If it has ended, delete {new RunPaths(folder).Lock} and start again.",
    });

    private static string When(RunLockOwner owner) =>
        owner.Since.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // Whether a file that is open here is locked against others, which some network file systems do not do.
    private static bool HasLocks(string path)
    {
        try
        {
            using var second = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Past the lock, which the base library would look at; null when there is no file.
    private static string? Read(string path)
    {
        using var file = OperatingSystem.IsWindows()
            ? OpenShared(path) : UnixFile.Open(path) is { } handle ? new FileStream(handle, FileAccess.Read) : null;
        using var reader = file is null ? null : new StreamReader(file);
        return reader?.ReadToEnd();
    }

    private static FileStream? OpenShared(string path) =>
        File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
}

/// <summary>What run.lock says: which process writes a run.</summary>
/// <param name="Process">Its number.</param>
/// <param name="ProcessStart">When it started, as its system tells it, exact and to be compared alone: numbers are used again.
/// Null where that is not told.</param>
/// <param name="Machine">The machine it runs on.</param>
/// <param name="Since">Since when it writes the run.</param>
public sealed record RunLockOwner(int Process, string? ProcessStart, string Machine, DateTimeOffset Since)
{
    // Of the fields behind the name in /proc/N/stat: the process's state, and its start in ticks since the machine's.
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>This process, from now on.</summary>
    public static RunLockOwner Current =>
        new(Environment.ProcessId, StartOf(Environment.ProcessId), Environment.MachineName, DateTimeOffset.Now);

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
            return JsonSerializer.Deserialize<RunLockOwner>(json, ConfigJson.Options) is { Machine: not null } owner
                ? owner : null;
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
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException
            or UnauthorizedAccessException
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
        return fields[StateField] is "Z" or "X"
            ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}/{fields[StartField]}";
    }

    private static string OtherStartOf(int number)
    {
        using var process = System.Diagnostics.Process.GetProcessById(number);
        return process.StartTime.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture);
    }
}
