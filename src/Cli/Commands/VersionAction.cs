using System.CommandLine;
using System.CommandLine.Invocation;

namespace Grokking.Cli;

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
