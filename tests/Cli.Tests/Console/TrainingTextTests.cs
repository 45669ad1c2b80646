using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class TrainingTextTests
{
    [Theory]
    [InlineData(5, false)]
    [InlineData(1009, true)]
    public void Start_WhenTheAnalysisWillTakeMuchMemory_SaysSo(int p, bool much)
    {
        var config = TinyRun.Config with
        {
            Task = new TaskConfig { P = p },
            Model = TinyRun.Config.Model with { DMlp = 65536 },
            Training = TinyRun.Config.Training with { BatchSize = 1 },
        };

        var text = TrainingText.Start(
            new RunRequest("run", config, "no-such-run"), config.Training with { Engine = "cpu" }, 1, null, 80).ToString();

        Assert.Equal(much, text.Contains("analysis  will take about", StringComparison.Ordinal));
    }
}
