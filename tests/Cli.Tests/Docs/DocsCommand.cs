using System.Text.RegularExpressions;

namespace Grokking.Cli.Tests;

/// <summary>A command line that a page or a command's help shows.</summary>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Text">The line, comment included.</param>
internal sealed partial record DocsCommand(string Place, string Text)
{
    /// <summary>Its words, quotes taken off, without a comment and without variables set before it.</summary>
    public string[] Words { get; } = [.. ShellWords.Of(Text).SkipWhile(word => Variable().IsMatch(word))];

    /// <summary>What the comment announces, as in <c># exit code 2</c>; 0 otherwise.</summary>
    public int ExitCode =>
        Text.Split("# exit code ") is [_, var code]
            ? int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) : Cli.ExitCode.Done;

    /// <summary>The tool's arguments; null when the line starts something else.</summary>
    public string[]? Arguments =>
        Words is ["./grokking" or "grokking", .. var arguments] && arguments is not ["test", ..] ? arguments : null;

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();
}
