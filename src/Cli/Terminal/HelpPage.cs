using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine;

namespace Grokking.Cli;

/// <summary>A command's help: what it does, how it is called, examples.</summary>
internal static class HelpPage
{
    /// <summary>The page of a command.</summary>
    public static TextPage Of(Command command) => command is RootCommand ? OfTool(command) : OfCommand(command);

    private static TextPage OfTool(Command tool) => new TextPage()
        .Paragraph(tool.Description!)
        .Line()
        .Heading("Usage").Line($"  {ToolName.Text} COMMAND [options]")
        .Line()
        .Heading("Commands").Pairs([.. tool.Subcommands.Select(command => (command.Name, command.Description!))])
        .Line()
        .Heading("Options").Pairs([.. tool.Options.Select(Row)])
        .Line()
        .Heading("Start here").Line($"  {ToolName.Text} demo")
        .Line()
        .Paragraph($"'{ToolName.Text} COMMAND --help' tells more about each command.")
        .Paragraph("Exit codes: 0 done, 1 failed, 2 bad usage or bad input, 130 interrupted.");

    private static TextPage OfCommand(Command command)
    {
        var page = new TextPage().Paragraph(command.Description!).Line().Heading("Usage").Line("  " + Usage(command));
        Section(page, "Arguments", [.. command.Arguments.Select(argument => (argument.HelpName!, argument.Description!))]);
        Section(page, "Options", [.. command.Options.Select(Row), ("-h, --help", "This page.")]);
        if (command is not ToolCommand { } described)
        {
            return page;
        }
        foreach (var note in described.Notes)
        {
            page.Line().Paragraph(note);
        }
        page.Line().Heading("Examples");
        foreach (var (line, meaning) in described.Examples)
        {
            page.Line($"  {ToolName.Text} {line}").Line($"      {meaning}", TextStyle.Quiet);
        }
        return page;
    }

    private static void Section(TextPage page, string title, IReadOnlyCollection<(string, string)> rows)
    {
        if (rows.Count > 0)
        {
            page.Line().Heading(title).Pairs(rows);
        }
    }

    private static string Usage(Command command)
    {
        var arguments = command.Arguments.Select(argument =>
            (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
        {
            (0, _) => $"[{argument.HelpName}]",
            (_, > 1) => argument.HelpName + " ...",
            _ => argument.HelpName,
        });
        return string.Join(' ',
            [ToolName.Text, command.Name, .. arguments, .. command.Options.Count > 0 ? ["[options]"] : Array.Empty<string>()]);
    }

    private static (string, string) Row(Option option) => option switch
    {
        HelpOption => ("-h, --help", "This page, or that of a command."),
        VersionOption => ("--version", "The version."),
        _ => ($"{option.Name} {option.HelpName}{(option.AllowMultipleArgumentsPerToken ? " ..." : "")}".Trim(),
            option.Description!),
    };
}

/// <summary>Shows the help page of the command that was named.</summary>
/// <param name="screen">Where to.</param>
/// <param name="asked">Whether the user asked for it, so that nothing else on the command line matters.</param>
internal sealed class HelpPageAction(Screen screen, bool asked) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => asked;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        screen.Write(HelpPage.Of(parseResult.CommandResult.Command));
        return ExitCode.Done;
    }
}

/// <summary>Says which version this is.</summary>
internal sealed class VersionAction(Screen screen) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        screen.Raw($"grokking {typeof(VersionAction).Assembly.GetName().Version!.ToString(3)}\n");
        return ExitCode.Done;
    }
}
