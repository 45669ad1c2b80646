namespace Grokking.Experiments.Tests;

public sealed class ExperimentsPageTests
{
    /// <summary>Set by scripts/docs: the page is written instead of compared.</summary>
    private const string WriteVariable = "GROKKING_WRITE_DOCS";

    [Fact]
    public void Page_IsMadeOfTheResults()
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            File.WriteAllText(ExperimentsPage.Path, ExperimentsPage.Text());
        }

        Assert.True(
            File.Exists(ExperimentsPage.Path)
                && File.ReadAllText(ExperimentsPage.Path).ReplaceLineEndings("\n") == ExperimentsPage.Text(),
            "docs/experiments.md is not what the results in docs/experiments say: run scripts/docs, which writes it, and commit "
                + "it.");
    }

    [Fact]
    public void Results_AreOfTheSmallScaleAsItIsPlannedNow() => Assert.All(ExperimentsPage.Results, result =>
    {
        Assert.Equal(ExperimentScale.Small, result.Scale);
        Assert.Equal(ExperimentCatalogue.Find(result.Experiment).Scaled, result.Scaled);
    });
}
