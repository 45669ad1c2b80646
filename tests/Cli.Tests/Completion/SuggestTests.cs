namespace Grokking.Cli.Tests;

/// <summary>What the shells' scripts are given.</summary>
public sealed class SuggestTests
{
    [Theory]
    [InlineData("grokking tr", "train")]
    [InlineData("grokking train main", "mainline")]
    [InlineData("grokking train mainline --eng", "--engine")]
    [InlineData("grokking train mainline --engine fu", "fused")]
    [InlineData("grokking train mainline --set learn", "learning_rate=")]
    [InlineData("grokking train mainline --set max_steps=3 model.s", "model.seed=")]
    [InlineData("grokking demo --set weight_d", "weight_decay=")]
    [InlineData("grokking analyze x.pt --arch mlp-al", "mlp-alpha")]
    [InlineData("grokking completion f", "fish")]
    public void Suggest_OfTheStartOfAWord_GivesTheWord(string line, string word) => Assert.Equal([word], Suggest(line));

    [Theory]
    [InlineData("grokking train mainline --engine ", "auto", "cpu", "fused", "torch")]
    [InlineData("grokking completion ", "bash", "fish", "pwsh", "zsh")]
    [InlineData("grokking train mainline clock", "")]
    public void Suggest_OfAnEmptyWord_GivesAllThatFit(string line, params string[] words) =>
        Assert.Equal(
            words.Where(word => word.Length > 0),
            Suggest(line).Where(word => !word.Contains('/', StringComparison.Ordinal) && !word.StartsWith('-'))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void Suggest_OfAnEmptyLine_GivesEveryCommand() =>
        Assert.Equal(
            HelpTests.Commands().Select(row => row.Data).Order(StringComparer.Ordinal),
            Suggest("grokking ").Order(StringComparer.Ordinal));

    [Fact]
    public void Suggest_OfAPath_GivesFoldersAndTheFilesThatTheCommandReads()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs"));
        foreach (var name in new[] { "model.pt", "model.safetensors", "config.json", "notes.txt", ".hidden.pt" })
        {
            folder.Write(name, "");
        }
        string[] Names(string command) =>
            [.. Suggest($"grokking {command} {folder.Path}/").Select(path => path[(folder.Path.Length + 1)..])
                .Order(StringComparer.Ordinal)];

        Assert.Equal(["model.pt", "model.safetensors", "runs/"], Names("inspect"));
        Assert.Equal(["config.json", "runs/"], Names("train"));
        Assert.Equal(["model.pt", "model.safetensors", "runs/"], Names("report"));
        Assert.Equal(["runs/"], Names("train demo --out"));
    }

    [Fact]
    public void Suggest_SaysWhatEachCandidateMeans() =>
        Assert.Equal(
            "mainline\ta + b mod 113 as Nanda et al. (2023) trained it; groks at about step 10,000\n",
            Tool.Run("[suggest]", "grokking train mai").Out);

    private static IEnumerable<string> Suggest(string line)
    {
        var result = Tool.Run("[suggest]", line);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('\t')[0]);
    }
}
