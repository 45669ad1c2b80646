using System.Text.RegularExpressions;

namespace Grokking.Cli.Tests;

/// <summary>
/// Every command line that the pages and the help of the commands show. In running text, <c>./grokking</c> begins a line to type,
/// and <c>grokking</c> alone names a command.
/// </summary>
internal static partial class DocsCommands
{
    /// <summary>All of them: lines of <c>sh</c> blocks, calls in running text, examples of the help.</summary>
    public static IReadOnlyList<DocsCommand> All { get; } = [.. InBlocks(), .. InText(), .. InHelp()];

    private static IEnumerable<DocsCommand> InBlocks() =>
        from block in DocsPages.Blocks()
        where block.Language == "sh"
        from line in Whole(block)
        select line;

    // A line that ends with a backslash goes on in the next.
    private static IEnumerable<DocsCommand> Whole(DocsBlock block)
    {
        var begun = "";
        for (var i = 0; i < block.Lines.Count; i++)
        {
            var line = begun + block.Lines[i].Trim();
            begun = line.EndsWith('\\') ? line[..^1] : "";
            if (begun.Length == 0 && ShellWords.Of(line).Length > 0)
            {
                yield return new DocsCommand($"{block.File}:{block.Line + 1 + i}", line);
            }
        }
    }

    private static IEnumerable<DocsCommand> InText() =>
        from file in DocsPages.All
        from numbered in DocsPages.Read(file).Select((text, index) => (text, index))
        from Match match in Inline().Matches(numbered.text)
        select new DocsCommand($"{file}:{numbered.index + 1}", match.Groups["line"].Value);

    private static IEnumerable<DocsCommand> InHelp() =>
        from command in CliPage.Tool().Subcommands.OfType<ToolCommand>()
        from example in command.Examples
        select new DocsCommand($"{command.Name} --help", "grokking " + example.Line);

    [GeneratedRegex(@"(?<!`)`(?<line>(\./grokking [a-z]|dotnet [a-z]|scripts/[a-z])[^`]*)`(?!`)")]
    private static partial Regex Inline();
}
