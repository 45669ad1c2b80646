namespace Grokking.Cli;

/// <summary>What the user types to start this tool.</summary>
internal static class ToolName
{
    /// <summary>The name in the messages that propose a command: what the launcher was called as, else <c>grokking</c>.</summary>
    public static string Text { get; } =
        Environment.GetEnvironmentVariable("GROKKING_COMMAND") is { Length: > 0 } command ? command : "grokking";
}
