using System.Xml.Linq;

namespace Grokking.Conventions.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void PublicTypes_HaveASummary() => Rule.Holds(
        from assembly in Product.Assemblies
        let documented = Summaries(assembly.GetName().Name!)
        from type in assembly.GetExportedTypes()
        where !type.FullName!.Contains('<') // the compiler's own, for an extension block: nobody can name it
        let id = "T:" + type.FullName!.Replace('+', '.')
        where !documented.TryGetValue(id, out var summary) || summary.Length == 0
        select type.FullName,
        "Every public type says in its summary what it is, in words that stand alone: the summary is what an editor shows.");

    [Fact]
    public void Summaries_EndWithAFullStop() => Rule.Holds(
        from assembly in Product.Assemblies
        from summary in Summaries(assembly.GetName().Name!)
        where !summary.Key.Contains("System.Text.RegularExpressions.Generated", StringComparison.Ordinal) // the generator's own
        where summary.Value.Length > 0 && summary.Value[^1] is not ('.' or '>' or '?' or ':' or '…')
        select $"{summary.Key}: {summary.Value}",
        "A summary is a sentence.");

    private static Dictionary<string, string> Summaries(string assembly) =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(
                member => (string)member.Attribute("name")!, member => string.Concat(member.Element("summary")!.Nodes()).Trim());
}
