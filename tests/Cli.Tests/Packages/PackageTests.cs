using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>What <c>dotnet pack</c> makes, as a user gets it: from a folder, without the sources.</summary>
[Trait("lane", "full")]
public sealed partial class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private static readonly string[] Tiny =
        ["--set", "p=7", "d_model=16", "n_heads=2", "train_fraction=0.6", "max_steps=40", "checkpoint_every=20", "--threads",
            "1"];

    private static readonly string[] Libraries = ["Grokking.Training", "Grokking.Interp", "Grokking.Reports"];

    [Fact]
    public void Pack_MakesTheToolAndTheLibraries() => Assert.Equal(
        Libraries.Append("Grokking.Cli")
            .SelectMany(id => new[] { $"{id}.{PackedPackages.Version}.nupkg", $"{id}.{PackedPackages.Version}.snupkg" })
            .Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(packages.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Grokking.Training")]
    [InlineData("Grokking.Interp")]
    [InlineData("Grokking.Reports")]
    [InlineData("Grokking.Cli")]
    public void Package_HasReadmeLicenceDescriptionAndSymbols(string id)
    {
        using var package = packages.Open(id);
        using var symbols = packages.Open(id, "snupkg");
        var manifest = XDocument.Load(package.GetEntry($"{id}.nuspec")!.Open()).Root!.Elements().Single();
        string? Value(string name) => manifest.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Assert.Equal((PackedPackages.Version, "MIT", "PACKAGE.md"), (Value("version"), Value("license"), Value("readme")));
        Assert.NotEqual("", Value("description"));
        Assert.True(package.GetEntry("PACKAGE.md")!.Length > 500, "the readme is short");
        Assert.Contains(symbols.Entries, entry => entry.Name == $"{id}.pdb");
        Assert.Equal(Libraries.Contains(id), package.Entries.Any(entry => entry.FullName == $"lib/net10.0/{id}.xml"));
    }

    // Native libraries come with symbols of hundreds of megabytes, and for telephones.
    [Fact]
    public void Tool_HasTheNativeLibrariesOfOurSystemsAlone()
    {
        using var tool = packages.Open("Grokking.Cli");
        var natives = tool.Entries.Where(entry => entry.FullName.Contains("/runtimes/", StringComparison.Ordinal))
            .Select(entry => entry.FullName).ToList();

        Assert.Contains(natives, name => name.EndsWith("/linux-x64/native/libLibTorchSharp.so", StringComparison.Ordinal));
        Assert.DoesNotContain(
            natives,
            name => name.EndsWith(".pdb", StringComparison.Ordinal) || name.Contains("bionic", StringComparison.Ordinal));
        Assert.InRange(tool.Entries.Sum(entry => entry.CompressedLength), 0, 70_000_000);
    }

    [Fact]
    public void Tool_InAnEmptyFolder_RunsTheDemoWithoutNode()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("runs/demo"));

        var result = PackedPackages.Tool(packages, folder.Path, ["demo", .. Tiny]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All([paths.Summary, paths.AnalysisJson, paths.Timeline], file => Assert.True(File.Exists(file), file));
        Assert.Contains("Plotly", File.ReadAllText(paths.Report), StringComparison.Ordinal);
        Assert.Equal([folder.File("runs")], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Tool_TrainsAnalysesAndReports()
    {
        using var folder = new TempFolder();

        var train = PackedPackages.Tool(packages, folder.Path, ["train", "demo", .. Tiny]);
        var analyze = PackedPackages.Tool(packages, folder.Path, "analyze", "runs/demo");
        var report = PackedPackages.Tool(packages, folder.Path, "report", "runs/demo");

        Assert.Equal((0, 0, 0), (train.ExitCode, analyze.ExitCode, report.ExitCode));
        Assert.EndsWith("To see what it learned: grokking report runs/demo\n", train.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(new RunPaths(folder.File("runs/demo")).Report));
    }

    [Fact]
    public void Tool_WithLibtorch_TrainsOnTheTorchEngine()
    {
        using var folder = new TempFolder();
        var here = TorchProbe.Ask();

        var status = PackedPackages.Tool(packages, folder.Path, "torch", "status", "--json");
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        Assert.Contains($"\"ready\": {(here.Ready ? "true" : "false")}", status.Out, StringComparison.Ordinal);
        Assert.SkipUnless(here.Ready, $"{here.Problem} {here.Remedy}");

        var train =
            PackedPackages.Tool(packages, folder.Path, ["train", "demo", "--engine", "torch", "--device", "cpu", .. Tiny]);
        Assert.Equal((0, ""), (train.ExitCode, train.Error));
        Assert.Equal("torch", Run.Open(folder.File("runs/demo")).Config.Training.Engine);
    }

    [Fact]
    public void Tool_SaysTheVersionOfItsPackage() =>
        Assert.Equal($"grokking {PackedPackages.Version}\n", PackedPackages.Tool(packages, Path.GetTempPath(), "--version").Out);

    [Fact]
    public void Libraries_InAProjectOfAnotherFolder_RunTheExamplesOfTheirReadmes()
    {
        using var folder = new TempFolder();
        var examples = Libraries.Select(Example).ToList();
        var program = $"""
            {string.Join('\n', examples.SelectMany(example => example.Usings).Distinct())}
            {string.Join('\n', examples.Select((example, i) => $"void Example{i}()\n{{\n{example.Code}\n}}"))}
            {string.Join('\n', examples.Select((_, i) => $"Example{i}();"))}
            """;

        var result = PackedPackages.RunProgram(packages, "Grokking.Reports", program, folder);

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
        Assert.Contains("Finished at step 200, train loss ", result.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(new RunPaths(folder.File("runs/second")).Timeline));
        Assert.True(File.Exists(new RunPaths(folder.File("runs/third")).Report));
    }

    private (string[] Usings, string Code) Example(string id)
    {
        using var package = packages.Open(id);
        using var reader = new StreamReader(package.GetEntry("PACKAGE.md")!.Open());
        var lines = CodeBlock().Match(reader.ReadToEnd()).Groups["code"].Value.Split('\n');
        Assert.True(lines.Length > 5, $"{id}: its readme has no example");
        return ([.. lines.Where(IsUsing)], string.Join('\n', lines.Where(line => !IsUsing(line))));
    }

    private static bool IsUsing(string line) => line.StartsWith("using ", StringComparison.Ordinal);

    [GeneratedRegex("(?s)```csharp\n(?<code>.*?)```")]
    private static partial Regex CodeBlock();
}
