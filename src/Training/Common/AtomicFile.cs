using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Grokking.Training;

/// <summary>Writes files so that a reader, or a restart after a crash, finds either the whole earlier file or the whole new one.
/// Safe for concurrent use: of several writers of one path, the last wins.</summary>
public static class AtomicFile
{
    private const int BufferSize = 1 << 16;
    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes to a temporary name in the same folder, flushes to the disk, renames over <paramref name="path"/> and
    /// flushes the folder, so that a file which is written later never outlives this one in a power cut. When anything fails, a
    /// full disk among it, the temporary file is removed and the earlier file stays as it was.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content, and leaves the stream open. What it throws reaches the caller.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The file cannot be written: a full disk, or a folder of that name.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var temporary = $"{target}.{Path.GetRandomFileName()}{TemporarySuffix}";
        using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var renamed = false;
        try
        {
            WriteThrough(file, write);
            File.Move(temporary, target, overwrite: true);
            renamed = true;
            OutputFolder.Flush(Path.GetDirectoryName(target)!);
        }
        finally
        {
            if (!renamed)
            {
                file.Dispose();
                Remove(temporary);
            }
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark, as <see cref="Write"/> does.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The file cannot be written: a full disk, or a folder of that name.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Deletes the temporary files that killed processes left of a file.</summary>
    /// <param name="path">The file that was to be written; its name may have wildcards.</param>
    /// <param name="age">How long none of them was written to: where others may be writing the file, longer than that
    /// takes.</param>
    public static void DeleteLeftovers(string path, TimeSpan age)
    {
        foreach (var leftover in Leftovers(path).Where(leftover => DateTime.UtcNow - File.GetLastWriteTimeUtc(leftover) >= age))
        {
            Remove(leftover);
        }
    }

    /// <summary>The temporary files that a killed process left of a file, or that another one writes.</summary>
    /// <param name="path">The file that was to be written; its name may have wildcards.</param>
    internal static IEnumerable<string> Leftovers(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, $"{Path.GetFileName(path)}.????????.???{TemporarySuffix}") : [];
    }

    /// <summary>The buffer is ours and is dropped, not disposed, on failure: disposing it would try the failed write again. The
    /// file is closed before the rename, which Windows asks for.</summary>
    private static void WriteThrough(FileStream file, Action<Stream> write)
    {
        var buffer = new BufferedStream(file, BufferSize);
        write(buffer);
        buffer.Flush();
        file.Flush(flushToDisk: true);
        file.Dispose();
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here is the one to report.
        }
    }
}

/// <summary>Opens what the base library does not: folders, and files without a look at their lock. Everywhere but on
/// Windows.</summary>
internal static partial class UnixFile
{
    private const int ReadOnly = 0;

    /// <summary>Opens a file or a folder for reading; null when it cannot be opened.</summary>
    public static SafeFileHandle? Open(string path)
    {
        var descriptor = OpenDescriptor(path, ReadOnly);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);
}

/// <summary>Folders that results are written to.</summary>
public static class OutputFolder
{
    /// <summary>Makes a folder and those above it where they are missing, so that not even a power cut takes them away
    /// again.</summary>
    /// <exception cref="OutputFolderException">No folder can be made there.</exception>
    public static void Make(string folder)
    {
        try
        {
            MakeAll(Path.GetFullPath(folder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var reason = error is DirectoryNotFoundException or FileNotFoundException ? "" : $" ({error.Message.TrimEnd('.')})";
            throw new OutputFolderException($"{folder}: no folder can be made here{reason}. Choose another --out.");
        }
    }

    /// <summary>Waits until the names in a folder are on the disk. On Windows the file system does so by itself.</summary>
    internal static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        // A folder that may be written but not read cannot be opened, and with that not be flushed.
        using var opened = UnixFile.Open(folder);
        if (opened is not null)
        {
            RandomAccess.FlushToDisk(opened);
        }
    }

    private static void MakeAll(string folder)
    {
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            MakeAll(above);
            Directory.CreateDirectory(folder);
            Flush(above);
        }
    }
}

/// <summary>A folder cannot be written as asked: it holds a run or other things, another process writes it, or it cannot be made.
/// Nothing in it has changed.</summary>
/// <param name="message">What was expected, what came, and what to do.</param>
public sealed class OutputFolderException(string message) : IOException(message);
