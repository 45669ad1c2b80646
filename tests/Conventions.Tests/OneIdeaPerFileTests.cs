using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed partial class OneIdeaPerFileTests
{
    /// <summary>Files of several types that belong together under a name of their own.</summary>
    private static readonly Dictionary<string, string> Collections = new()
    {
        ["src/Training/Kernels/Simd.cs"] = "one operation set, at each width of a vector register",
        ["src/Reports/ScottPlot/Marks.cs"] = "what is drawn on a plot that ScottPlot lacks",
    };

    [Fact]
    public void Files_AreNamedAfterTheirMainType() => Rule.Holds(
        from file in Repository.Sources("src").Concat(Repository.Sources("tests"))
        where !Collections.ContainsKey(file)
        let name = Path.GetFileNameWithoutExtension(file)
        let types = TypesOf(file)
        where !types.Any(type => type == name || type + "s" == name || (type.EndsWith('y') && type[..^1] + "ies" == name))
        select $"{file}: declares {(types.Count == 0 ? "nothing" : string.Join(", ", types))}",
        "A file is one idea, named after its main type, in the plural where it holds a family. Enums, rows and helpers that only "
            + "it uses live with it.");

    [Fact]
    public void Types_LieInOneFile() => Rule.Holds(
        from file in Repository.Sources("src")
        from type in TypesOf(file)
        group file by (type, Folder: file.Split('/')[1]) into places
        where places.Distinct().Count() > 1
        select $"{places.Key.type}: {string.Join(", ", places.Distinct())}",
        "A type lies in one file: a reader finds the whole of it.");

    [Fact]
    public void Collections_AreStillThere() => Rule.Holds(
        Collections.Keys.Where(file => !Repository.Files.Contains(file)), "An exception that is needed no more must go.");

    [Fact]
    public void Namespaces_AreThatOfTheProject() => Rule.Holds(
        from assembly in Product.Assemblies
        from type in assembly.GetExportedTypes()
        where type.Namespace != assembly.GetName().Name
        select $"{type.FullName} in {assembly.GetName().Name}",
        "A project has one flat namespace, its own name; folders are for readers of the tree.");

    private static List<string> TypesOf(string file) =>
        [.. Declarations().Matches(Repository.ReadCode(file)).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(
        @"(?m)^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*(?:(?:class|record\s+struct|record|struct|interface|enum)\s+(?<name>\w+)|delegate\s+[\w<>?\[\], .]+?\s(?<name>\w+)\s*[(<])")]
    private static partial Regex Declarations();
}
