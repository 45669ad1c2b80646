using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed partial class OneTypePerFileTests
{
    [Fact]
    public void Files_DeclareOneTypeNamedAfterThem() => Rule.Holds(
        from file in Repository.Sources("src").Concat(Repository.Sources("tests"))
        let name = Path.GetFileNameWithoutExtension(file)
        let types = Declarations().Matches(Repository.ReadCode(file)).Select(match => match.Groups["name"].Value).Distinct().ToList()
        where types is not [var only] || only != name
        select $"{file}: declares {(types.Count == 0 ? "nothing" : string.Join(", ", types))}",
        "One type a file, the file named after it: a reader finds a type without a search. Helpers of one type alone may be nested in it, "
        + "and a generic form of a type stands beside it.");

    [Fact]
    public void PublicTypes_LieInAFileOfTheirName() => Rule.Holds(
        from assembly in Product.Assemblies
        from type in assembly.GetExportedTypes()
        where !type.IsNested
        let file = type.Name.Split('`')[0] + ".cs"
        where !Repository.Sources(Product.FolderOf(assembly)).Any(source => Path.GetFileName(source) == file)
        select $"{type.FullName}: there is no {file} below {Product.FolderOf(assembly)}",
        "A public type lies in a file of its name, in the folder of its project.");

    [Fact]
    public void Namespaces_AreThatOfTheProject() => Rule.Holds(
        from assembly in Product.Assemblies
        from type in assembly.GetExportedTypes()
        where type.Namespace != assembly.GetName().Name
        select $"{type.FullName} in {assembly.GetName().Name}",
        "A project has one flat namespace, its own name; folders are for readers of the tree.");

    [GeneratedRegex(@"(?m)^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*(?:(?:class|record\s+struct|record|struct|interface|enum)\s+(?<name>\w+)|delegate\s+[\w<>?\[\], .]+?\s(?<name>\w+)\s*[(<])")]
    private static partial Regex Declarations();
}
