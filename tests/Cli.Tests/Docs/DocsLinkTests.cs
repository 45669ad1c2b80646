using System.Text.RegularExpressions;
using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>Links between the pages lead somewhere, and the index has every page.</summary>
public sealed partial class DocsLinkTests
{
    private const string Index = "docs/README.md";

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadToFilesAndHeadings(string page)
    {
        var text = string.Join('\n', DocsPages.Read(page));

        Assert.DoesNotContain(
            Link().Matches(text).Select(match => match.Groups["target"].Value), target => !LeadsSomewhere(page, target));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Files_ThatAPageNames_AreThere(string page) => Assert.DoesNotContain(
        Named().Matches(string.Join('\n', DocsPages.Read(page))).Select(match => match.Groups["file"].Value),
        file => !Path.Exists(Path.Combine(Fixtures.RepositoryRoot, file)));

    [Fact]
    public void Index_HasEveryPage()
    {
        var index = string.Join('\n', DocsPages.Read(Index));

        Assert.All(
            DocsPages.All.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != Index),
            page => Assert.Contains($"]({Path.GetFileName(page)})", index, StringComparison.Ordinal));
    }

    public static TheoryData<string> Pages() => [.. DocsPages.All];

    private static bool LeadsSomewhere(string page, string target)
    {
        if (target.StartsWith("http", StringComparison.Ordinal))
        {
            return true;
        }
        var parts = target.Split('#');
        var file = parts[0].Length == 0
            ? DocsPages.FullPath(page) : Path.Combine(Path.GetDirectoryName(DocsPages.FullPath(page))!, parts[0]);
        return Path.Exists(file)
            && (parts.Length == 1
            || File.ReadLines(file).Where(line => line.StartsWith('#')).Any(line => Anchor(line) == parts[1]));
    }

    // As GitHub makes it: lower case, spaces as hyphens, signs left out.
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant()
            .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<file>(src|tests|scripts|notebooks|docs)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex Named();
}
