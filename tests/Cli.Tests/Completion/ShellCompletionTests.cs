namespace Grokking.Cli.Tests;

/// <summary>The scripts in the shells that they are for.</summary>
[Trait("lane", "full")]
public sealed class ShellCompletionTests
{
    [Theory]
    [InlineData("train main", "mainline ")]
    [InlineData("train mainline --engine ", "auto ", "cpu ", "fused ", "torch ")]
    [InlineData("train demo --set learning_r", "learning_rate=")]
    [InlineData("report my", @"my\ runs/")]
    [InlineData("nonsense x")]
    public void Bash_CompletesALine(string line, params string[] expected)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("my runs"));

        var replies = Shell.Run("bash", folder, $$"""
            source <(grokking completion bash)
            complete -p grokking
            COMP_LINE='grokking {{line}}'
            COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _grokking grokking
            printf '%s|\n' "${COMPREPLY[@]}"
            """);

        Assert.Equal("complete -o bashdefault -o default -o nospace -F _grokking grokking", replies[0]);
        Assert.Equal(expected.Length == 0 ? ["|"] : expected.Select(word => word + "|"), replies[1..]);
    }

    [Theory]
    [InlineData("train main", "mainline ")]
    [InlineData("train demo --set learning_r", "learning_rate=")]
    [InlineData("report my", @"my\ runs/")]
    [InlineData("inspect other", "other.txt ")]
    public void Zsh_CompletesALine(string line, string completed)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("my runs"));
        folder.Write("other.txt", "");
        folder.Write("zshrc", """
            PS1='' ; unsetopt zle_bracketed_paste 2>/dev/null
            autoload -Uz compinit; compinit -u -D
            source <(grokking completion zsh)
            show() { print -r -- "<$BUFFER>"; exit }
            zle -N show; bindkey '^X' show
            print ready
            """);

        var shown = Shell.Run("zsh", folder, $$"""
            zmodload zsh/zpty
            zpty child zsh -f -i
            zpty -w child 'source ./zshrc'
            zpty -r -m child seen '*ready*'
            zpty -w -n child 'grokking {{line}}'$'\t\x18'
            zpty -r -m child seen '*<*>*'
            print -r -- ${${seen##*<}%%>*}
            """);

        Assert.Equal("grokking " + line[..line.LastIndexOf(' ')] + " " + completed, shown[^1]);
    }

    [Theory]
    [InlineData("train main", "mainline")]
    [InlineData("train mainline --engine ", "auto", "cpu", "fused", "torch")]
    [InlineData("train demo --set learning_r", "learning_rate=")]
    [InlineData("report my", "my runs/")]
    [InlineData("inspect other", "other.txt")]
    public void Fish_CompletesALine(string line, params string[] expected)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("my runs"));
        folder.Write("other.txt", "");

        var replies = Shell.Run("fish", folder, $"grokking completion fish | source\ncomplete -C 'grokking {line}'\n");

        Assert.Equal(expected, replies.Select(row => row.Split('\t')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("train main", "mainline")]
    [InlineData("train mainline --engine ", "auto", "cpu", "fused", "torch")]
    [InlineData("report my", "'my runs/'")]
    public void PowerShell_CompletesALine(string line, params string[] expected)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("my runs"));

        var replies = Shell.Run("pwsh", folder, $"""
            grokking completion pwsh | Out-String | Invoke-Expression
            $line = 'grokking {line}'
            [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object CompletionText
            """);

        Assert.Equal(expected, replies.Order(StringComparer.Ordinal));
    }
}
