using System.CommandLine;
using System.CommandLine.Parsing;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Says what is wrong with a command line, in this tool's words.</summary>
internal static class UsageCheck
{
    /// <summary>Throws when a parsed command line has errors that its action, such as help, does not set aside.</summary>
    /// <exception cref="UsageException">Unknown command, option or argument; a missing or a malformed one.</exception>
    public static void ThrowIfWrong(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0 || parsed.Action is { ClearsParseErrors: true })
        {
            return;
        }
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? ToolName.Text : $"{ToolName.Text} {command.Name}";
        throw new UsageException($"{Problem(parsed, command)}\nSee '{name} --help'.");
    }

    private static string Problem(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return Unknown(unknown, command);
        }
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            CommandResult { Command.Arguments: [var argument, ..] } => $"{command.Name}: expected {argument.HelpName}, got nothing.",
            ArgumentResult { Tokens.Count: 0 } result => $"{command.Name}: expected {result.Argument.HelpName}, got nothing.",
            OptionResult { Tokens.Count: 0 } result => $"{result.Option.Name}: expected {result.Option.HelpName}, got nothing.",
            OptionResult { Option.AllowMultipleArgumentsPerToken: false, Tokens.Count: > 1 } result => $"{result.Option.Name}: expected once, got more.",
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
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}
