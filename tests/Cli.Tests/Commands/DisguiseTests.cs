using System.Text.Json.Nodes;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Differences, products and quotients are told as the additions that they are, from training to the report: on networks
/// whose weights are written down in the order of the labels.</summary>
[Trait("lane", "full")]
public sealed class DisguiseTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mod-sub", 300, "addition modulo 11: the right operand b counts as −b")]
    [InlineData("mod-mul", 0, "addition modulo 10: numbers count by their logarithm to the base 2; 0 lies outside the group")]
    [InlineData(
        "mod-div", 0,
        "addition modulo 10: numbers count by their logarithm to the base 2, that of the right operand negated; 0 lies outside "
            + "the group")]
    public void Outputs_OfANetworkThatAddsInDisguise_SayWhichAndExplainIt(string id, int steps, string disguise)
    {
        var run = Solved(id, steps);

        Assert.Equal(0, Tool.Run("report", run, "--no-pictures").ExitCode);
        var analysis = JsonNode.Parse(File.ReadAllText(new RunPaths(run).AnalysisJson))!;
        var (progress, page) = (analysis["progress"]!, File.ReadAllText(new RunPaths(run).Report));

        Assert.Equal(id == "mod-sub" ? 5 : 4, analysis["fourier"]!["key_frequencies"]!.AsArray().Count);
        Assert.All(
            analysis["circuits"]!["frequencies"]!.AsArray(), frequency => Assert.Equal("torus", (string)frequency!["kind"]!));
        // Of products and quotients, pairs with a zero are among the test pairs and not in the group.
        Assert.True((double)progress["restricted_loss_test"]! < (double)analysis["loss"]!["test"]!);
        Assert.True((double)progress["excluded_loss_test"]! > (double)analysis["loss"]!["test"]!);
        Assert.Equal(1, (double)progress["restricted_accuracy"]!);
        Assert.Contains(Words(disguise), Words(Tool.Run("analyze", run).Out), StringComparison.Ordinal);
        Assert.Contains(disguise.Split(": ")[1], page, StringComparison.Ordinal);
        Assert.Contains("in disguise", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_OfANetworkThatMultiplies_HasAVerdictForEachFrequency()
    {
        var text = Words(Tool.Run("classify", Solved("mod-mul", 0), "--evidence").Out);

        Assert.All(
            new[] { "1", "2", "3", "4" }, frequency => Assert.Contains($" {frequency} torus 0.", text, StringComparison.Ordinal));
        Assert.DoesNotContain(" 5 torus", text, StringComparison.Ordinal);
    }

    // The analytic weights of one-hot networks, by labels. They tell answers apart by one logit; a few steps make that sharp.
    private string Solved(string id, int steps) => TinyRun.Train(
        folder, "run", "--set", $"task.id={id}", "task.p=11", "model.architecture=mlp-one-hot", "model.start=analytic",
        "model.activation=quadratic",
        "model.equals_sign=false", "model.separate_vocabularies=true", "model.d_mlp=400", $"training.max_steps={steps}",
        "training.checkpoint_every=300");

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
