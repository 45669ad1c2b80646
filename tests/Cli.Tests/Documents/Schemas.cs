using System.Text.Json.Nodes;
using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>The JSON schemas in docs/schema.</summary>
internal static class Schemas
{
    private static readonly string Folder = Path.Combine(Fixtures.RepositoryRoot, "docs", "schema");

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.schema.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The text of one.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>What is wrong with a document; empty when it is valid.</summary>
    /// <param name="name">The schema.</param>
    /// <param name="json">The document.</param>
    public static IReadOnlyList<string> Problems(string name, string json) =>
        new JsonSchema(file => JsonNode.Parse(Text(file))!).Problems(name, JsonNode.Parse(json));
}
