using System.Xml.Linq;

namespace Grokking.Conventions.Tests;

public sealed class ProjectReferenceTests
{
    /// <summary>What each project may refer to: the arrows of the design.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Training"] = [],
        ["Training.Torch"] = ["Training"],
        ["Interp"] = ["Training"],
        ["Reports"] = ["Interp", "Training"],
        ["Experiments"] = ["Reports", "Interp", "Training"],
        ["Cli"] = ["Experiments", "Reports", "Interp", "Training", "Training.Torch"],
    };

    /// <summary>The packages that each project may take.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Training"] = ["System.Numerics.Tensors", "System.IO.Hashing"],
        ["Training.Torch"] = ["TorchSharp"],
        ["Interp"] = ["MathNet.Numerics", "Microsoft.Data.Analysis", "Parquet.Net"],
        ["Reports"] = ["Markdig", "ScottPlot"],
        ["Experiments"] = [],
        ["Cli"] = ["System.CommandLine", "Spectre.Console"],
    };

    [Fact]
    public void Sources_ReferToProjectsAlongTheArrows() => Rule.Holds(
        from project in Repository.Projects("src")
        let name = NameOf(project)
        from target in References(project)
        where !Arrows.TryGetValue(name, out var allowed) || !allowed.Contains(target)
        select $"{project}: {name} refers to {target}",
        "Projects depend on each other in one direction: Cli -> Experiments -> Reports -> Interp -> Training, and Cli -> "
        + "Training.Torch -> Training. A new arrow lets what trains know what interprets, or what interprets know what draws. "
        + "Move the code to the project that owns it.");

    [Fact]
    public void Sources_TakeTheirOwnPackagesOnly() => Rule.Holds(
        from project in Repository.Projects("src")
        let name = NameOf(project)
        from package in Elements(project, "PackageReference")
        where !Packages.TryGetValue(name, out var allowed) || !allowed.Contains(package)
        select $"{project}: takes {package}",
        "Each project takes the packages that the design gives it, so that training needs no drawing and no command line. Add a "
        + "package here only after the design has changed.");

    [Fact]
    public void Tests_ReferToWhatTheyTest() => Rule.Holds(
        from project in Repository.Projects("tests")
        let name = NameOf(project)
        where name.EndsWith(".Tests", StringComparison.Ordinal) && name != "Conventions.Tests"
        from target in References(project)
        where target != name[..^".Tests".Length]
        select $"{project}: refers to {target}",
        "A test project refers to the project that it tests and to nothing above it; what that project refers to comes with it.");

    [Fact]
    public void Projects_AreAllInTheSolution() => Rule.Holds(
        Repository.Projects("src").Concat(Repository.Projects("tests"))
            .Where(project => !Repository.Read("Grokking.sln").Contains(project.Replace('/', '\\'), StringComparison.Ordinal)),
        "A project that the solution does not list is neither built nor tested.");

    private static IEnumerable<string> References(string project) => Elements(project, "ProjectReference").Select(NameOf);

    private static IEnumerable<string> Elements(string project, string kind) =>
        XDocument.Parse(Repository.Read(project)).Descendants(kind).Select(element => (string)element.Attribute("Include")!);

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));
}
