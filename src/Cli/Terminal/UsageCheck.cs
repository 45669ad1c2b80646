using System.CommandLine.Parsing;
using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Says what is wrong with a command line, in this tool's words.</summary>
internal static class UsageCheck
{
    /// <summary>What the help calls the values of options that are paths.</summary>
    private static readonly string[] Paths = ["DIR", "FILE"];

    /// <summary>Options that change what standard output holds, each with the extension that a file of it would have.</summary>
    private static readonly Dictionary<string, string> Outputs = new() { ["--json"] = ".json", ["--csv"] = ".csv" };

    /// <summary>Throws when a parsed command line has errors that its action, such as help, does not set aside.</summary>
    /// <exception cref="UsageException">Unknown command, option or argument; a missing, an empty or a malformed one.</exception>
    public static void ThrowIfWrong(ParseResult parsed)
    {
        if (parsed.Action is { ClearsParseErrors: true })
        {
            return;
        }
        var command = parsed.CommandResult.Command;
        if (ForeignWord(parsed) is { } word)
        {
            throw Wrong(parsed.RootCommandResult.Command, Unknown(word, parsed.RootCommandResult.Command));
        }
        if (MisspeltOption(parsed.CommandResult) is { } option)
        {
            throw Wrong(command, Unknown(option, command));
        }
        if (parsed.Errors.Count > 0)
        {
            throw Wrong(command, Problem(parsed, command));
        }
        ThrowIfEmpty(parsed.CommandResult, command);
        ThrowIfFollowedByAFile(parsed);
    }

    private static UsageException Wrong(Command command, string problem) =>
        new($"{problem}\nSee '{(command is RootCommand ? ToolName.Text : $"{ToolName.Text} {command.Name}")} --help'.");

    // The parser looks for a command further on when the first word is none: 'tran demo' would be demo with a word too many.
    private static string? ForeignWord(ParseResult parsed) =>
        parsed.CommandResult.Command is not RootCommand && parsed.Tokens is [var first, ..] && first.Type == TokenType.Argument
            ? first.Value : null;

    // Where any number of paths may stand, an option that does not exist is taken for one more of them.
    private static string? MisspeltOption(CommandResult result) => result.Children.OfType<ArgumentResult>()
        .Where(argument => argument.Argument.Arity.MaximumNumberOfValues > 1)
        .SelectMany(argument => argument.Tokens)
        .Select(token => token.Value)
        .FirstOrDefault(word => word.StartsWith('-') && word.Length > 1 && !Path.Exists(word));

    // An empty word is what a shell makes of a variable that is not set.
    private static void ThrowIfEmpty(CommandResult result, Command command)
    {
        var empty = result.Children.FirstOrDefault(child => child.Tokens.Any(token => token.Value.Length == 0)) switch
        {
            ArgumentResult { Argument.HelpName: { } expected } => $"{command.Name}: expected {expected}, got ''.",
            OptionResult { Option: { HelpName: { } expected } option } when Paths.Contains(expected) =>
                $"{option.Name}: expected {expected}, got ''.",
            _ => null,
        };
        if (empty is not null)
        {
            throw new UsageException(empty);
        }
    }

    // Other tools take the file to write to behind such an option; here it would be one more file to read.
    private static void ThrowIfFollowedByAFile(ParseResult parsed)
    {
        foreach (var (option, next) in parsed.Tokens.Zip(parsed.Tokens.Skip(1), (token, next) => (token.Value, next.Value)))
        {
            if (Outputs.TryGetValue(option, out var extension) && LooksLikeOutput(parsed.CommandResult, next, extension))
            {
                throw new UsageException(
                    $"{option} writes to standard output and takes no file: expected '{option} > {next}', got '{option} {next}'.");
            }
        }
    }

    // A checkpoint that is misspelt is told as such; a name of any other kind behind others is to be made.
    private static bool LooksLikeOutput(CommandResult result, string next, string extension) =>
        !next.StartsWith('-') && (Path.GetExtension(next).ToLowerInvariant() is var kind && kind == extension
            || (!Complete.Checkpoints.Contains(kind) && !Path.Exists(next)
            && result.Children.OfType<ArgumentResult>().Any(paths => paths.Tokens.Count > 1)));

    private static string Problem(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return Unknown(unknown, command);
        }
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            CommandResult { Command.Arguments: [var argument, ..] } =>
                $"{command.Name}: expected {argument.HelpName}, got nothing.",
            ArgumentResult { Tokens.Count: 0 } result => $"{command.Name}: expected {result.Argument.HelpName}, got nothing.",
            OptionResult { Tokens.Count: 0 } result => $"{result.Option.Name}: expected {result.Option.HelpName}, got nothing.",
            OptionResult { Option.AllowMultipleArgumentsPerToken: false, Tokens.Count: > 1 } result =>
                $"{result.Option.Name}: expected once, got more.",
            _ => error.Message,
        };
    }

    private static string Unknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            var nearest = Suggest.Nearest(token, Options(command).Select(option => option.Name));
            return $"'{token}' is not an option of this command." + (nearest is null ? "" : $" Did you mean '{nearest}'?");
        }
        return command.Subcommands.Count > 0
            ? $"'{token}' is not a command.{Suggest.Among(token, command.Subcommands.Select(subcommand => subcommand.Name))}"
            : $"{command.Name}: '{token}' is one argument too many.";
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>()
            .SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}

/// <summary>A command line that cannot be carried out as it stands.</summary>
internal sealed class UsageException(string message) : ArgumentException(message);
