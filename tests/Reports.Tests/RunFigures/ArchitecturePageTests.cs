using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The program of docs/architecture.md: an operation, a measure and a figure of one's own, from outside, from training
/// to report.</summary>
[Trait("lane", "full")]
public sealed partial class ArchitecturePageTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Program_OfThePage_TrainsMeasuresAndDrawsWhatIsItsOwn()
    {
        var page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "architecture.md"))
            .Split("## Add one to the project")[0];
        var kernel = new KernelStandIn();
        foreach (var cell in Code().Matches(page).Select(match => match.Groups[1].Value))
        {
            await kernel.Run(cell.Replace("runs/doubled", temp.File("run"), StringComparison.Ordinal));
        }

        var run = Run.Open(temp.File("run"));
        var analysis = AnalysisJson.ReadFile(run.Paths.AnalysisJson);
        Assert.Equal("2a + b mod 13", run.Operation.Description);
        Assert.Equal("the left operand a counts as 2a", analysis.Operation.Relabelling);
        Assert.NotEmpty(analysis.Fourier!.EmbeddingPower!);
        Assert.True(analysis.Progress["logit_margin"] > 1);
        Assert.Equal(run.Steps.Count, Timeline.ReadFile(run.Paths.Timeline)["logit_margin"].Count);
        var report = File.ReadAllText(run.Paths.Report);
        Assert.Contains("Margin over training", report, StringComparison.Ordinal);
        Assert.Contains("mean of the right answer&#39;s logit over the mean of all", report, StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
