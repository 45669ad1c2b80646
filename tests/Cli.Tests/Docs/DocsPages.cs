using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>The pages that a reader of the repository sees, and the fenced blocks in them.</summary>
internal static class DocsPages
{
    private const string Fence = "```";

    /// <summary>All pages, from the root of the repository, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "notebooks/README.md" }.Where(file => File.Exists(FullPath(file))),
        .. Directory.EnumerateFiles(FullPath("docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file))
        .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where a page lies on this machine.</summary>
    public static string FullPath(string file) => Path.Combine(Fixtures.RepositoryRoot, file);

    /// <summary>The lines of a page.</summary>
    public static string[] Read(string file) => File.ReadAllText(FullPath(file)).Split('\n');

    /// <summary>The fenced blocks of all pages.</summary>
    public static IEnumerable<DocsBlock> Blocks() => All.SelectMany(BlocksOf);

    /// <summary>The fenced blocks of a page.</summary>
    public static IEnumerable<DocsBlock> BlocksOf(string file)
    {
        var lines = Read(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }
            var end = Array.FindIndex(lines, i + 1, line => line.Trim() == Fence);
            Assert.True(end > i, $"{file}:{i + 1}: the fence is never closed");
            yield return new DocsBlock(file, i + 1, lines[i].Trim()[Fence.Length..].Trim(), lines[(i + 1)..end]);
            i = end;
        }
    }
}
