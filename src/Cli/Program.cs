using System.CommandLine;

namespace Grokking.Cli;

/// <summary>The grokking command.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => Run(arguments, Terminal.OfProcess());

    /// <summary>Runs one command line. The one place where errors become messages and exit codes.</summary>
    internal static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        Training.Torch.TorchEngine.Register(ToolName.Text);
        var command = new GrokkingCommand(terminal);
        try
        {
            return Parse(arguments, command)
                .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception error)
        {
            terminal.Error.Write(
                ErrorText.Of(error, arguments.Contains(CommandOptions.VerboseName), terminal.Error.MessageWidth));
            return ExitCode.Of(error);
        }
    }

    /// <summary>Reads one command line.</summary>
    /// <exception cref="UsageException">It is not one that the tool has.</exception>
    internal static ParseResult Parse(IReadOnlyList<string> arguments, GrokkingCommand command)
    {
        // Bundles would read -help as -h -e -l -p, and response files would give '@' in a path a meaning.
        var parsed =
            command.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        UsageCheck.ThrowIfWrong(parsed);
        return parsed;
    }
}
