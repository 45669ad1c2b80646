using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Grokking.Experiments;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Testing;
using Grokking.Training;
using Grokking.Training.Torch;

namespace Grokking.Cli.Tests;

/// <summary>The pages docs/api/*.md, made from the public types and what their documentation says of them.</summary>
internal static partial class ApiPages
{
    private static readonly (string File, string Title, Assembly[] Assemblies,
        (string Heading, string[] Folders)[] Chapters)[] Pages =
    [
        ("training", "Training", [typeof(RunConfig).Assembly, typeof(TorchEngine).Assembly],
        [
            ("Describe a run", ["Configs", "Optimizers"]),
            ("Train, and open what was trained", ["Runs"]),
            ("Run a network, with hooks", ["Models", "Engines/Cpu"]),
            ("What is learned", ["Operations", "Operations/Groups"]),
            ("Read and write checkpoints", ["Checkpoints", "Checkpoints/Import", "Checkpoints/Safetensors", "Checkpoints/Torch"]),
            ("Grids of runs", ["Sweeps"]),
            ("Engines, and one of your own", ["Engines", "Engines/Catalogue", "Engines/Fused", "Torch", "Torch/Runtime"]),
            ("Tensors, random numbers and errors", ["Common", "Random", "Kernels"]),
        ]),
        ("interp", "Interp",
            [typeof(Analysis).Assembly],
        [
            ("Measure a checkpoint", ["Measures"]),
            ("Change the network and score it again", ["Interventions", "Evaluation"]),
            ("Analyse a run, and read and write what was found", ["Documents", "Timelines"]),
            ("Addition modulo n: frequencies, circles, neurons", ["Cyclic"]),
            ("Fourier transforms", ["Fourier"]),
            ("Clock, pizza, and the verdict", ["Verdicts"]),
            ("Explanations, their controls, and certificates", ["Explanations"]),
            ("Other groups: representations and cosets", ["Representations"]),
            ("The loss around a network", ["Landscape"]),
            ("Statistics of matrices", ["General"]),
        ]),
        ("reports", "Reports", [typeof(Figure).Assembly],
        [
            ("A figure of your own", ["Figures"]),
            ("Figures and pages of a run", ["RunFigures"]),
            ("Pages, pictures and notebooks", ["Html", "ScottPlot", "Notebooks", "Plotly", "Layout", ""]),
        ]),
        ("experiments", "Experiments", [typeof(Experiment).Assembly],
        [
            ("Run a study, and write one", ["Framework"]),
            ("The field's studies", [""]),
        ]),
    ];

    private static readonly ConcurrentDictionary<string, ILookup<string, string>> Declarations = [];

    /// <summary>The pages, by their path from the root of the repository.</summary>
    public static IReadOnlyDictionary<string,
        string> All() => Pages.ToDictionary(page => $"docs/api/{page.File}.md",
            page => Text(page.Title, page.Assemblies, page.Chapters));

    private static string Text(string title, Assembly[] assemblies, (string Heading, string[] Folders)[] chapters)
    {
        var types = assemblies.SelectMany(assembly => assembly.GetExportedTypes()
            .Where(type => !type.FullName!.Contains('<'))
            .Select(type => (Type: type, Folder: FolderOf(assembly, Outermost(type)), Docs: XmlDocs.Of(assembly)))).ToList();
        var page = new StringBuilder($"# Grokking.{title}\n\n"
            + "Every public type, by what one does with it, and what it says of itself. `scripts/docs` writes this page from "
            + "the library; a test fails when the two differ.\n");
        // A folder that no chapter has is a chapter of its own.
        var others = types.Select(item => item.Folder).Distinct().Except(chapters.SelectMany(chapter => chapter.Folders)).Order();
        foreach (var (heading, folders) in chapters.Concat(others.Select(folder => (folder, (string[])[folder]))))
        {
            page.Append("\n## ").Append(heading).Append('\n');
            foreach (var (type, _, docs) in types.Where(item => folders.Contains(item.Folder))
                .OrderBy(item => ApiSignature.NameOf(item.Type), StringComparer.Ordinal))
            {
                Add(page, type, docs);
            }
        }
        return page.ToString();
    }

    private static void Add(StringBuilder page, Type type, XmlDocs docs)
    {
        page.Append("\n### ").Append(ApiSignature.NameOf(type)).Append("\n\n").Append(docs.Summary(type)).Append('\n');
        // What a type has of the base library, and a constructor that only makes it, say nothing of their own.
        var members = ApiSignature.MembersOf(type).Where(item => docs.Speaks(item.Member)).ToList();
        if (members.Count > 0)
        {
            page.Append('\n');
        }
        foreach (var (member, signature) in members)
        {
            // A record's own constructor has the words of the record.
            var words = member is ConstructorInfo && docs.Summary(member) == docs.Summary(type) ? ""
                : $"  \n  {docs.Summary(member)}";
            page.Append("- `").Append(signature).Append('`').Append(words).Append('\n');
        }
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    // The folder of its source below that of its assembly; the torch engine counts as a folder of Training.
    private static string FolderOf(Assembly assembly, Type type)
    {
        var (name, declared) = (assembly.GetName().Name!["Grokking.".Length..], type.Name.Split('`')[0]);
        var root = Path.Combine(Fixtures.RepositoryRoot, "src", name);
        var files = Declarations.GetOrAdd(root, DeclaredIn)[declared].ToList();
        var file = files.FirstOrDefault(source => Path.GetFileNameWithoutExtension(source) == declared) ?? files[0];
        var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/').TrimStart('.');
        return name == "Training.Torch" ? $"Torch/{folder}".TrimEnd('/') : folder;
    }

    private static ILookup<string, string> DeclaredIn(string root) => Sources(root)
        .SelectMany(file => Declaration().Matches(File.ReadAllText(file))
            .Select(match => (Name: match.Groups["name"].Value, File: file)))
        .ToLookup(item => item.Name, item => item.File);

    private static IEnumerable<string> Sources(string root) => Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Built().IsMatch(file)).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^public [^;{(=]*?\b(class|record struct|record|struct|enum|interface|delegate [^(]+?) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Built();
}
