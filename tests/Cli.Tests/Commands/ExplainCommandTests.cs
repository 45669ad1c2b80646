using System.Text.Json;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class ExplainCommandTests
{
    [Fact]
    public void Explain_OfARunThatLearnedNothing_NamesTheRung()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("explain", TinyRun.Train(folder));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("no: behaviour", result.Out, StringComparison.Ordinal);
        Assert.Contains("unexplained: fails at behaviour", result.Out, StringComparison.Ordinal);
        Assert.All(result.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Explain_WithJson_IsOneDocumentWithAnObjectForEachPath()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("explain", run, new RunPaths(run).Checkpoint(10), "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(2, document.RootElement.GetArrayLength());
        var explanation = document.RootElement[0].GetProperty("explanation");
        Assert.Equal("unexplained", explanation.GetProperty("verdict").GetString());
        Assert.Equal("behaviour", explanation.GetProperty("fails_at").GetString());
    }

    [Fact]
    public void Explain_OfAnOperationWithoutStructure_SaysSo()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("explain", TinyRun.Train(folder, "run", "--set", "task.id=mod-cubic", "task.p=7"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("no explanation", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_WithAFileThatCannotBeRead_ExplainsTheOthers()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("explain", folder.File("absent.pt"), TinyRun.Train(folder));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("absent.pt", result.Error, StringComparison.Ordinal);
        Assert.Contains("no: behaviour", result.Out, StringComparison.Ordinal);
    }

    /// <summary>The same network as it memorises and when it has grokked.</summary>
    [Theory]
    [InlineData("step_01500.pt", "unexplained", 0)]
    [InlineData("step_14000.pt", "explained", .99992)]
    [Trait("lane", "full")]
    public void Explain_OfTheReferenceRun(string file, string verdict, double twoSided)
    {
        var result = Tool.Run(
            "explain", Fixtures.Path("nanda", "checkpoints", file), "--split", Fixtures.Path("nanda", "split.json"), "--json");

        using var document = JsonDocument.Parse(result.Out);
        var explanation = document.RootElement[0].GetProperty("explanation");
        Assert.Equal(verdict, explanation.GetProperty("verdict").GetString());
        Assert.Equal(
            twoSided,
            explanation.GetProperty("behaviour")[0].GetProperty("equivariant").GetProperty("alone").GetProperty("two_sided")
                .GetDouble(), 1e-5);
    }
}
