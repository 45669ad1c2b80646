using Grokking.Testing;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;

namespace Grokking.Cli.Tests;

/// <summary>The JSON schemas in docs/schema.</summary>
internal static class Schemas
{
    private static readonly string Folder = Path.Combine(Fixtures.RepositoryRoot, "docs", "schema");

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.schema.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The text of one.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>What is wrong with a document; empty when it is valid.</summary>
    /// <param name="name">The schema.</param>
    /// <param name="json">The document.</param>
    public static IList<string> Problems(string name, string json)
    {
        var resolver = new JSchemaPreloadedResolver();
        foreach (var other in Names)
        {
            resolver.Add(Address(other), Text(other));
        }
        var schema = JSchema.Parse(Text(name), new JSchemaReaderSettings { Resolver = resolver, BaseUri = Address(name) });
        JToken.Parse(json).IsValid(schema, out IList<string> problems);
        return problems;
    }

    // Schemas refer to each other by file name; any folder serves.
    private static Uri Address(string name) => new("file:///schema/" + name);
}
