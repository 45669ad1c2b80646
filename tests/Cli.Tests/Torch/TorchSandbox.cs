using System.IO.Compression;
using System.Security;
using Grokking.Training.Torch;

namespace Grokking.Cli.Tests;

/// <summary>A user without libtorch, in a folder whose packages come from a folder beside: nothing is fetched from elsewhere,
/// nothing of the real user is touched.</summary>
internal sealed class TorchSandbox : IDisposable
{
    private readonly TempFolder folder = new();

    public TorchSandbox()
    {
        Directory.CreateDirectory(folder.File("feed"));
        folder.Write(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"local\" value=\"feed\" /></packageSources></configuration>");
    }

    /// <summary>The folder that commands run in.</summary>
    public string Path => folder.Path;

    /// <summary>The user's package folder.</summary>
    public string Packages => folder.File("packages");

    /// <summary>The file that remembers an installed libtorch.</summary>
    public string Memory => folder.File("data/grokking/torch/libtorch.json");

    /// <summary>The libraries of a libtorch for the processor, as far as their files' structure goes.</summary>
    public static IReadOnlyDictionary<string, byte[]> Libraries { get; } = new[] { "c10", "torch_cpu", "torch" }.ToDictionary(
        name => $"runtimes/{TorchPackage.Platform}/native/lib{name}.so", _ => TinyElf.WithVersions([("symbol", 2)], ("ONE", 2)));

    /// <summary>Runs the tool as this user.</summary>
    /// <param name="libtorch">The value of GROKKING_LIBTORCH, or null.</param>
    /// <param name="arguments">The command line.</param>
    public ToolResult Run(string? libtorch, params string[] arguments) =>
        ToolProcess.RunProgram(
            "dotnet", Path, [System.IO.Path.Combine(AppContext.BaseDirectory, "Grokking.Cli.dll"), .. arguments],
            new Dictionary<string, string?>
        {
            ["XDG_DATA_HOME"] = folder.File("data"),
            ["NUGET_PACKAGES"] = Packages,
            ["GROKKING_LIBTORCH"] = libtorch,
        });

    /// <summary>Offers a package.</summary>
    public void Offer(string id, string version, IReadOnlyDictionary<string, byte[]> files, params string[] dependencies)
    {
        using var package = ZipFile.Open(folder.File($"feed/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        var needs = string.Concat(
            dependencies.Select(dependency => $"<dependency id=\"{dependency}\" version=\"{TorchPackage.LibtorchVersion}\" />"));
        Add(package, $"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes($"""
            <package><metadata><id>{SecurityElement.Escape(id)}</id><version>{version}</version><authors>test</authors><description>test</description>
            <dependencies><group targetFramework="netstandard2.0">{needs}</group></dependencies></metadata></package>
            """));
        foreach (var (name, content) in files)
        {
            Add(package, name, content);
        }
    }

    /// <summary>Makes a folder with the files of a libtorch.</summary>
    /// <param name="files">The contents by the libraries' names: <c>torch_cpu</c>.</param>
    public string Libtorch(params (string Name, byte[] Content)[] files)
    {
        var place = Directory.CreateDirectory(folder.File("libtorch")).FullName;
        foreach (var (name, content) in files)
        {
            File.WriteAllBytes(System.IO.Path.Combine(place, $"lib{name}.so"), content);
        }
        return place;
    }

    public void Dispose() => folder.Dispose();

    private static void Add(ZipArchive package, string name, byte[] content)
    {
        using var entry = package.CreateEntry(name).Open();
        entry.Write(content);
    }
}
