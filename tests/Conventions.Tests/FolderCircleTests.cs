using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Grokking.Conventions.Tests;

/// <summary>Folders of a project use each other one way: whoever reads one knows which others to have read before.</summary>
[Trait("lane", "full")]
public sealed class FolderCircleTests
{
    /// <summary>Uses that close a circle and are meant, as <c>user: used</c>, each with its reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["src/Reports/Figures/Figure.cs: NotebookFormatterSource"] =
            "a kernel asks a type for its formatter by an attribute on it",
        ["src/Reports/Figures/Figure.cs: TypeFormatterSourceAttribute"] =
            "a kernel asks a type for its formatter by an attribute on it",
        ["src/Reports/Html/Table.cs: NotebookFormatterSource"] = "a kernel asks a type for its formatter by an attribute on it",
        ["src/Reports/Html/Table.cs: TypeFormatterSourceAttribute"] =
            "a kernel asks a type for its formatter by an attribute on it",
    };

    private static readonly Dictionary<string, IReadOnlyList<Use>> Uses = [];

    private static readonly List<(string Name, MetadataReference Reference)> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => (Path.GetFileNameWithoutExtension(path), MetadataReference.CreateFromFile(path))),
    ];

    public static TheoryData<string> Projects =>
        [.. Repository.Projects("src").Select(project => Path.GetDirectoryName(project)!.Replace('\\', '/'))];

    [Theory, MemberData(nameof(Projects))]
    public void Folders_UseEachOtherInNoCircle(string project)
    {
        var uses = UsesOf(project).Where(use => !Exceptions.ContainsKey($"{use.File}: {use.Type}")).ToList();
        var reached = uses.Select(use => use.From).Distinct().ToDictionary(folder => folder, folder => Reached(folder, uses));

        Rule.Holds(
            from use in uses
            where reached.GetValueOrDefault(use.To)?.Contains(use.From) ?? false
            group use by (use.From, use.To) into arrow
            select $"{arrow.Key.From} → {arrow.Key.To}: "
                + $"{string.Join(", ", arrow.Select(use => $"{use.Type} in {Path.GetFileName(use.File)}").Distinct().Take(5))}",
            "Folders of a project form no circle: what two need lies below both, and what composes two lies above both.");
    }

    [Fact]
    public void Exceptions_AreStillNeeded() => Rule.Holds(
        Exceptions.Keys.Where(exception =>
            !Projects.SelectMany(project => UsesOf(project.Data)).Any(use => $"{use.File}: {use.Type}" == exception)),
        "An exception that is needed no more must go.");

    private static HashSet<string> Reached(string folder, List<Use> uses)
    {
        var seen = new HashSet<string>();
        var left = new Stack<string>([folder]);
        while (left.TryPop(out var current))
        {
            foreach (var next in uses.Where(use => use.From == current).Select(use => use.To).Where(seen.Add))
            {
                left.Push(next);
            }
        }
        return seen;
    }

    private static IReadOnlyList<Use> UsesOf(string project)
    {
        lock (Uses)
        {
            return Uses.TryGetValue(project, out var known) ? known : Uses[project] = Read(project);
        }
    }

    private static List<Use> Read(string project)
    {
        const string implicitUsings =
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
            + "global using System.Threading; global using System.Threading.Tasks;";
        var name = $"Grokking.{project["src/".Length..]}";
        var trees = Repository.Sources(project)
            .Select(file =>
                CSharpSyntaxTree.ParseText(
                    Repository.Read(file), CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview), file))
                        .ToList();
        var compilation = CSharpCompilation.Create(
            name, [.. trees,
                CSharpSyntaxTree.ParseText(
                    implicitUsings, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview))],
                        References.Where(reference => reference.Name != name).Select(reference => reference.Reference));
        return [.. trees.AsParallel().SelectMany(tree => Read(compilation.GetSemanticModel(tree), tree)).Distinct()];
    }

    private static IEnumerable<Use> Read(SemanticModel model, SyntaxTree tree) =>
        from identifier in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        let symbol = model.GetSymbolInfo(identifier).Symbol
        let type = symbol as INamedTypeSymbol ?? symbol?.ContainingType
        let home = type?.OriginalDefinition.Locations.FirstOrDefault()?.SourceTree?.FilePath
        where !string.IsNullOrEmpty(home)
        let use = new Use(tree.FilePath, FolderOf(tree.FilePath), type.Name, FolderOf(home))
        where use.From != use.To
        select use;

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private sealed record Use(string File, string From, string Type, string To);
}
