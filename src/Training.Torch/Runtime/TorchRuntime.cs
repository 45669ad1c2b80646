using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// libtorch and TorchSharp's native part, loaded into this process when they are first asked for. TorchSharp would look for them
/// itself, beside the program and in the package folder alone, and print forty lines where it fails: it finds them loaded.
/// </summary>
/// <param name="Place">Where libtorch was found.</param>
/// <param name="Version">Its version, as the library itself says: 2.10.0.</param>
/// <param name="Native">The path of TorchSharp's native part, as loaded.</param>
/// <param name="Original">The path of that part as it came; another than <paramref name="Native"/> when a repaired copy is
/// used.</param>
internal sealed record TorchRuntime(TorchPlace Place, string Version, string Native, string Original)
{
    private const string NativePart = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static TorchRuntime? loaded;

    private delegate ulong VersionFunction();

    /// <summary>Loads them, once in a process.</summary>
    /// <exception cref="TorchMissingException">Something is missing; the message says what lifts it.</exception>
    public static TorchRuntime Load()
    {
        lock (Gate)
        {
            return loaded ??= Load(TorchHome.OfUser());
        }
    }

    private static TorchRuntime Load(TorchHome home)
    {
        var place = home.Find();
        var original = OriginalNative();
        var libraries = place.WholeLibraries().ToDictionary(path => Path.GetFileName(path), Open);
        var version = VersionOf(libraries[TorchPlace.FileOf("torch_cpu")]);
        RequireVersion(place, version);
        var (native, handle) = OpenNative(original, home.Folder);
        AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly)!.ResolvingUnmanagedDll += (_, name) =>
            name == NativePart ? handle : 0;
        return new TorchRuntime(place, version, native, original);
    }

    private static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw LoadFailure.Of(path, error.Message);
        }
    }

    private static (string Path, nint Handle) OpenNative(string original, string data)
    {
        try
        {
            return (original, Open(original));
        }
        catch (TorchMissingException error) when (
            error.Problem.Contains(LibTorchSharpRepair.WantedVersion, StringComparison.Ordinal))
        {
            if (Repaired(original, Path.Combine(data, $"torchsharp-{TorchPackage.TorchSharpVersion}")) is not { } copy)
            {
                throw;
            }
            return (copy, Open(copy));
        }
    }

    private static string? Repaired(string original, string folder)
    {
        try
        {
            return LibTorchSharpRepair.CopyOf(original, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TorchMissingException(
                $"{Path.GetFileName(original)} needs a repair on this system, and its copy cannot be written into {folder}: "
                    + $"{error.Message}",
                "Set XDG_DATA_HOME to a folder that may be written.");
        }
    }

    // Where the host of the program looks for native libraries, the folders of packages among them.
    internal static string OriginalNative() =>
        ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Append(AppContext.BaseDirectory)
            .Select(folder => Path.Combine(folder, TorchPlace.FileOf(NativePart)))
            .FirstOrDefault(File.Exists)
        ?? throw new TorchMissingException(
            $"TorchSharp {TorchPackage.TorchSharpVersion} has no native part for {TorchPackage.Platform}.",
            "--engine auto trains without torch.");

    // libtorch of 2.9 and later says its version in the highest three bytes of a number.
    private static string VersionOf(nint libtorch)
    {
        if (!NativeLibrary.TryGetExport(libtorch, "aoti_torch_abi_version", out var address))
        {
            return "older than 2.9";
        }
        var number = Marshal.GetDelegateForFunctionPointer<VersionFunction>(address)();
        return $"{number >> 56}.{(number >> 48) & 0xff}.{(number >> 40) & 0xff}";
    }

    // Another version's functions are found missing when they are first called, which ends the process.
    private static void RequireVersion(TorchPlace place, string version)
    {
        var wanted = TorchPackage.LibtorchVersion[..TorchPackage.LibtorchVersion.LastIndexOf('.')];
        if (!version.StartsWith(wanted + ".", StringComparison.Ordinal))
        {
            throw new TorchMissingException(
                $"TorchSharp {TorchPackage.TorchSharpVersion} needs libtorch {TorchPackage.LibtorchVersion}; that in "
                    + $"{place.Folder} is {version}.", TorchMissingException.InstallRemedy);
        }
    }
}
