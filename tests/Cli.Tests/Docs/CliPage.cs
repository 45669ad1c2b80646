using System.Text;

namespace Grokking.Cli.Tests;

/// <summary>The page docs/cli.md, made from what the commands say of themselves.</summary>
internal static class CliPage
{
    /// <summary>The page, from the root of the repository.</summary>
    public const string File = "docs/cli.md";

    private const string Head = """
        # The command line

        This is what `./grokking --help` and the help of each command say. `scripts/docs` writes this page from the commands; a test fails when the two differ.

        """;

    /// <summary>The tool, without a terminal.</summary>
    public static GrokkingCommand Tool() =>
        new(new Terminal(new Screen(TextWriter.Null), new Screen(TextWriter.Null), new Interrupts(() => { })));

    /// <summary>The text of the page.</summary>
    public static string Text()
    {
        var tool = Tool();
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        Add(page, "grokking", tool);
        foreach (var command in tool.Subcommands)
        {
            Add(page, command.Name, command);
        }
        return page.ToString();
    }

    private static void Add(StringBuilder page, string title, System.CommandLine.Command command) =>
        page.Append("\n## ").Append(title).Append("\n\n```text\n").Append(HelpPage.Of(command)).Append("```\n");
}
