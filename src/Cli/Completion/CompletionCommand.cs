using System.CommandLine;

namespace Grokking.Cli;

/// <summary>Writes the script that teaches a shell to complete command lines of the tool.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    /// <summary>The shells, each with the ending of its scripts.</summary>
    private static readonly Dictionary<string, string> Shells = new() { ["bash"] = "bash", ["zsh"] = "zsh", ["fish"] = "fish",
        ["pwsh"] = "ps1" };

    /// <summary>The command over a terminal.</summary>
    public CompletionCommand(Terminal terminal)
        : base("completion", "Write the script that lets a shell complete commands, options, presets and files.")
    {
        var shell = new Argument<string>("shell") { HelpName = string.Join('|', Shells.Keys), Description = "The shell." };
        shell.CompletionSources.Add([.. Shells.Keys]);
        Add(shell);
        Examples =
        [
            ("completion bash", "In ~/.bashrc: source <(grokking completion bash)"),
            ("completion zsh", "In ~/.zshrc, below compinit: source <(grokking completion zsh)"),
            ("completion fish", "Into ~/.config/fish/completions/grokking.fish"),
            ("completion pwsh", "In $PROFILE: grokking completion pwsh | Out-String | Invoke-Expression"),
        ];
        SetAction(parsed => terminal.Out.Raw(Script(parsed.GetRequiredValue(shell))));
    }

    private static string Script(string shell)
    {
        if (!Shells.TryGetValue(shell, out var ending))
        {
            throw new UsageException($"completion: expected {string.Join(", ", Shells.Keys)}, got '{shell}'.");
        }
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"grokking.{ending}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
