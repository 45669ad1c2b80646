using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Grokking.Training;

/// <summary>Opens what the base library does not: folders, and files without a look at their lock. Everywhere but on Windows.</summary>
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
