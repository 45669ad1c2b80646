using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace Grokking.Cli;

/// <summary>
/// What <c>[suggest]</c> before a command line does, which the shells' scripts call: writes what the last word of the line could
/// become, a candidate a line, each with a tab and what it means.
/// </summary>
internal sealed partial class SuggestAction(Screen screen) : SynchronousCommandLineAction
{
    // The library's other spellings of --help, which the help page does not name either.
    private static readonly string[] Unnamed = ["-?", "/?", "/h"];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override bool Terminating => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens is [.., { Value: var last }] ? last : "";
        foreach (var item in Candidates(parseResult.RootCommandResult.Command, line))
        {
            screen.Raw($"{item.Label}\t{FirstSentence(item.Documentation ?? item.Detail ?? "")}\n");
        }
        return ExitCode.Done;
    }

    /// <summary>What the last word of a line could become.</summary>
    /// <param name="tool">The root command.</param>
    /// <param name="line">The command line, the tool's name included, up to the cursor.</param>
    private static List<CompletionItem> Candidates(Command tool, string line)
    {
        var arguments = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? line[(space + 1)..] : "";
        var word = arguments[(arguments.LastIndexOf(' ') + 1)..];
        var items = tool.Parse(arguments).GetCompletions(arguments.Length)
            .Where(item => item.Label.StartsWith(word, StringComparison.Ordinal) && !Unnamed.Contains(item.Label))
            .DistinctBy(item => item.Label)
            .ToList();
        // Options are offered to who types a hyphen, and where nothing else can come.
        var others = items.Where(item => !item.Label.StartsWith('-')).ToList();
        return word.StartsWith('-') || others.Count == 0 ? items : others;
    }

    private static string FirstSentence(string text) => SentenceEnd().Split(text.ReplaceLineEndings(" "))[0].TrimEnd('.');

    [GeneratedRegex(@"\. (?=[A-Z])")]
    private static partial Regex SentenceEnd();
}
