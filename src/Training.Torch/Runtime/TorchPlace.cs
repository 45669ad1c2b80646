namespace Grokking.Training.Torch;

/// <summary>A folder with the libraries of libtorch.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Source">Who named it: a variable of the environment, or the command that installed it.</param>
public sealed record TorchPlace(string Folder, string Source)
{
    /// <summary>In the order in which they need each other. On some systems libtorch is one library less, and only some have
    /// CUDA.</summary>
    private static readonly (string Name, bool Always)[] Names =
        [("c10", true), ("torch_cpu", true), ("torch", false), ("torch_cuda", false)];

    /// <summary>Whether it is a libtorch for NVIDIA GPUs.</summary>
    public bool HasCuda => File.Exists(PathOf("torch_cuda"));

    /// <summary>What to do when its files are damaged, in a line.</summary>
    public string HowToRepair() => Source == TorchHome.Variable
        ? $"Let {Source} name a whole libtorch {TorchPackage.LibtorchVersion}, or unset it."
        : "Delete libtorch-* in the dotnet client's package folder (dotnet nuget locals global-packages --list) and call "
            + $"'{Source}' again.";

    /// <summary>
    /// The libraries, in the order in which they are to be loaded. A file that ends too early would end the process: the loader
    /// maps it, and the memory behind its end is not there.
    /// </summary>
    /// <exception cref="TorchMissingException">The folder lacks one, or one ends too early.</exception>
    internal IReadOnlyList<string> WholeLibraries()
    {
        var libraries = Names.Where(library => library.Always || File.Exists(PathOf(library.Name)))
            .Select(library => PathOf(library.Name)).ToList();
        try
        {
            foreach (var library in libraries)
            {
                RequireWhole(library);
            }
            return libraries;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new TorchMissingException(error.Message, HowToRepair());
        }
    }

    /// <summary>A library's file on this system.</summary>
    /// <param name="name">Without what systems put before and behind it: <c>torch_cpu</c>.</param>
    internal static string FileOf(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static void RequireWhole(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: there is no such file; libtorch is not whole.");
        }
        if (OperatingSystem.IsLinux())
        {
            ElfFile.RequireWhole(path);
        }
    }

    private string PathOf(string name) => Path.Combine(Folder, FileOf(name));
}
