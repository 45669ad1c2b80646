using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Grokking.Training.Torch;

/// <summary>
/// Fetches a libtorch into the user's package folder, by restoring a small project with the dotnet client, and remembers where it
/// is. What a broken-off installation has fetched stays, and the next one goes on from it.
/// </summary>
/// <param name="package">What to fetch.</param>
public sealed class TorchInstaller(TorchPackage package)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>Installs.</summary>
    /// <param name="progress">Told how many bytes libtorch has on the disk by now, some times a second.</param>
    /// <param name="cancellation">Stops the client; what it has fetched stays.</param>
    /// <returns>The folder of the libraries.</returns>
    /// <exception cref="TorchMissingException">The package cannot be had, or what came is damaged; the message says what to
    /// do.</exception>
    /// <exception cref="IOException">There is too little space, or the disk fails.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string Run(Action<long>? progress = null, CancellationToken cancellation = default)
    {
        var home = TorchHome.OfUser();
        var project = Directory.CreateTempSubdirectory("grokking-torch-");
        try
        {
            var packages = PackageFolder(project.FullName);
            if (SizeIn(packages) < package.OnDisk / 10 * 9)
            {
                RequireSpace(packages, package.Space, FreeIn(packages));
            }
            Restore(project.FullName, () => progress?.Invoke(SizeIn(packages)), cancellation);
            var folder = Gather(
                FoldersOf(Path.Combine(project.FullName, "obj", "project.assets.json")),
                Path.Combine(home.Folder, $"libtorch-{package.Kind}"));
            RequireWhole(new TorchPlace(folder, TorchHome.CommandFor(package.Kind)));
            home.Remember(folder, package.Kind);
            return folder;
        }
        finally
        {
            project.Delete(recursive: true);
        }
    }

    /// <summary>Throws when a disk has too little space.</summary>
    internal static void RequireSpace(string folder, long needed, long free)
    {
        if (free < needed)
        {
            throw new IOException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{folder}: libtorch needs {needed / 1e9:0.00} GB of free space to be fetched and unpacked, there are "
                    + $"{Math.Floor(free / 1e7) / 100:0.00} GB. Make room, or set NUGET_PACKAGES to a folder of another disk."));
        }
    }

    // The client puts the pieces of large libraries together before a build, hence a target behind that in place of a mere
    // restore.
    private void Restore(string project, Action glance, CancellationToken cancellation)
    {
        var file = Path.Combine(project, "libtorch.csproj");
        File.WriteAllText(file, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net$(BundledNETCoreAppTargetFrameworkVersion)</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="{package.Id}" Version="[{package.Version}]" /></ItemGroup>
            </Project>
            """);
        var (code, said) = Dotnet(project, glance, cancellation,
            "msbuild", file, "-restore", "-target:PrepareForBuild", "-nologo", "-verbosity:quiet", "-nodeReuse:false",
            "-noAutoResponse",
            "-property:ImportDirectoryBuildProps=false", "-property:ImportDirectoryBuildTargets=false",
            "-property:ImportDirectoryPackagesProps=false",
            $"-property:RestoreRootConfigDirectory={Environment.CurrentDirectory}");
        if (code != 0)
        {
            throw Refused(said);
        }
    }

    private TorchMissingException Refused(string said)
    {
        var lines = Lines(said);
        var reason = lines.FirstOrDefault(line => line.Contains("error ", StringComparison.Ordinal)) ?? lines.LastOrDefault()
            ?? "it says nothing.";
        return new TorchMissingException(
            $"{package.Id} {package.Version} could not be fetched.\nThe dotnet client says: "
                + $"{reason[Math.Max(0, reason.IndexOf("error ", StringComparison.Ordinal))..]}",
            $"Call it again where the package can be had, or set {TorchHome.Variable}=DIR to a libtorch "
                + $"{TorchPackage.LibtorchVersion} that is there.");
    }

    private static string PackageFolder(string project)
    {
        const string Name = "global-packages: ";
        var (_, said) = Dotnet(
            project, () => { }, CancellationToken.None, "nuget", "locals", "global-packages", "--list", "--force-english-output");
        var lines = Lines(said);
        return lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } found
            ? found[Name.Length..]
            : throw NoClient(
                $"the dotnet client does not say where its packages are: {lines.FirstOrDefault() ?? "it says nothing."}");
    }

    private static string[] Lines(string said) =>
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static TorchMissingException NoClient(string problem) =>
        new(problem,
            $"It takes the .NET SDK to fetch libtorch (https://dotnet.microsoft.com); {TorchHome.Variable}=DIR takes one that is "
                + "there.");

    // A folder of links stands in for a libtorch that comes in several packages: its libraries look for each other beside
    // themselves.
    private static string Gather(List<string> folders, string links)
    {
        if (folders is [var only])
        {
            return only;
        }
        if (Directory.Exists(links))
        {
            Directory.Delete(links, recursive: true);
        }
        Directory.CreateDirectory(links);
        foreach (var library in folders.SelectMany(Directory.EnumerateFiles))
        {
            File.CreateSymbolicLink(Path.Combine(links, Path.GetFileName(library)), library);
        }
        return links;
    }

    private static List<string> FoldersOf(string assets)
    {
        using var document = JsonDocument.Parse(InputFile.ReadBytes(assets));
        var roots = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(root => root.Name);
        return [.. from library in document.RootElement.GetProperty("libraries").EnumerateObject()
                   where library.Name.StartsWith("libtorch-", StringComparison.Ordinal)
                   from root in roots
                   let folder = Path.Combine(
                       root, library.Value.GetProperty("path").GetString()!, "runtimes", TorchPackage.Platform, "native")
                   where Directory.Exists(folder)
                   select folder];
    }

    // Where a package names a library's hash, the library has been put together from pieces on this machine.
    private static void RequireWhole(TorchPlace place)
    {
        _ = place.WholeLibraries();
        foreach (var hash in Directory.EnumerateFiles(place.Folder, "*.sha"))
        {
            var library = hash[..^".sha".Length];
            if (!File.Exists(library) || FileHash.Sha256(library) != InputFile.ReadText(hash).Trim())
            {
                throw new TorchMissingException($"{library} is not what its package says.", place.HowToRepair());
            }
        }
    }

    private long SizeIn(string packages) => !Directory.Exists(packages) ? 0
        : Directory.EnumerateDirectories(
            packages, package == TorchPackage.Cpu ? package.Id.ToLowerInvariant() : "libtorch-cuda-*").Sum(Size);

    // Files come and go while they are counted.
    private static long Size(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long FreeIn(string folder)
    {
        var there = new DirectoryInfo(folder);
        while (!there.Exists && there.Parent is { } parent)
        {
            there = parent;
        }
        return new DriveInfo(there.FullName).AvailableFreeSpace;
    }

    private static (
        int Code, string Said) Dotnet(string folder, Action glance, CancellationToken cancellation, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var said = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None));
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        while (!process.WaitForExit(Glance))
        {
            glance();
        }
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, string.Concat(said.Result));
    }

    // The one on the PATH, else the one that runs this program.
    private static Process Start(string folder, string[] arguments)
    {
        try
        {
            return Process.Start(Command("dotnet", folder, arguments))!;
        }
        catch (Win32Exception)
        {
            var running = Path.GetFullPath(
                Path.Combine(
                    RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
                    OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
            return File.Exists(running)
                ? Process.Start(Command(running, folder, arguments))! : throw NoClient("there is no dotnet client on the PATH.");
        }
    }

    private static ProcessStartInfo Command(string dotnet, string folder, string[] arguments) => new(dotnet, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
    };
}
