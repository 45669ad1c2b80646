using System.CommandLine;
using System.CommandLine.Invocation;

namespace Grokking.Cli;

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
