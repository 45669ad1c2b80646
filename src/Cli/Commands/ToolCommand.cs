using System.CommandLine;

namespace Grokking.Cli;

/// <summary>A command with what its help page says beyond its arguments and options.</summary>
internal abstract class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>What a user should know, one paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; protected init; } = [];

    /// <summary>Command lines behind the tool's name, with what each does.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; protected init; } = [];
}
