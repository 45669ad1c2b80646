namespace Grokking.Training;

/// <summary>Folders that results are written to.</summary>
public static class OutputFolder
{
    /// <summary>Makes a folder and those above it where they are missing, so that not even a power cut takes them away again.</summary>
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
