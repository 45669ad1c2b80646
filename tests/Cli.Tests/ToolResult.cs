namespace Grokking.Cli.Tests;

/// <summary>What a command line returned and wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Out, string Error);
