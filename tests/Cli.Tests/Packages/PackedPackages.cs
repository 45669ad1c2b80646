using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;
using Grokking.Reports;
using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>The packages of this build, in a folder that is the only source of packages; made once for all tests of a
/// class.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly TempFolder folder = new();

    public PackedPackages()
    {
        folder.Write(
            "nuget.config",
            "<configuration><packageSources><clear /><add key=\"local\" value=\"packages\" /></packageSources></configuration>");
        var sources = Path.Combine(Fixtures.RepositoryRoot, "Grokking.sln");
        Dotnet("pack", sources, "--configuration", Configuration, "--no-build", "--output", Folder, "--nologo");
        Dotnet("tool", "install", "Grokking.Cli", "--tool-path", Path.Combine(folder.Path, "tool"), "--configfile", Config);
    }

    /// <summary>The folder of packages.</summary>
    public string Folder => Path.Combine(folder.Path, "packages");

    /// <summary>A config that names the folder as the only source.</summary>
    private string Config => Path.Combine(folder.Path, "nuget.config");

    /// <summary>Release or Debug: what the tests were built as.</summary>
    private static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!);

    /// <summary>The version in Directory.Build.props.</summary>
    public static string Version =>
        XDocument.Load(Path.Combine(Fixtures.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>Opens a package.</summary>
    /// <param name="id">The id.</param>
    /// <param name="ending">nupkg, or snupkg for its symbols.</param>
    public ZipArchive Open(string id, string ending = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{ending}"));

    /// <summary>Runs the installed tool where there is neither Node.js nor a browser, nor anything else on the PATH.</summary>
    internal static ToolResult Tool(PackedPackages packages, string current, params string[] arguments)
    {
        var tool = Path.Combine(packages.folder.Path, "tool", OperatingSystem.IsWindows() ? "grokking.exe" : "grokking");
        return ToolProcess.RunProgram(tool, current, arguments, new Dictionary<string, string?>
        {
            ["PATH"] = packages.folder.File("nothing"),
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
            ["GROKKING_COMMAND"] = null,
        });
    }

    /// <summary>Builds and runs a program that takes a package, without a look at any other source.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="id">The package.</param>
    /// <param name="program">The program's text.</param>
    /// <param name="current">An empty folder, for the project.</param>
    internal static ToolResult RunProgram(PackedPackages packages, string id, string program, TempFolder current)
    {
        current.Write("Program.cs", program);
        current.Write("consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <RestoreConfigFile>{packages.Config}</RestoreConfigFile>
                <RestorePackagesPath>{packages.folder.File("cache")}</RestorePackagesPath>
                <RestoreFallbackFolders>{string.Join(';', RestoredPackages())}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="{id}" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        return ToolProcess.RunProgram("dotnet", current.Path, ["run"]);
    }

    public void Dispose() => folder.Dispose();

    // Where this build found its packages, those of others that ours depend on among them.
    private static IEnumerable<string> RestoredPackages()
    {
        using var assets = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "src", "Cli", "obj", "project.assets.json")));
        return [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(place => place.Name)];
    }

    private void Dotnet(params string[] arguments)
    {
        var result = ToolProcess.RunProgram("dotnet", folder.Path, arguments);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Out}{result.Error}");
        Assert.DoesNotContain("warning", result.Out, StringComparison.Ordinal);
    }
}
