namespace Grokking.Training.Tests;

public sealed class OneHotMlpFamilyTests
{
    private static RunConfig Analytic(string operation, int p, int neurons) => ConfigJson.With(
        PresetCatalogue.Doshi.Config,
        ["split.corrupt_fraction=0", "model.start=analytic", $"task.id={operation}", $"task.p={p}", $"d_mlp={neurons}"]);

    // Accuracy of Gromov's weights at so many neurons, computed apart from this library (three seeds: within a few per cent).
    [Theory, InlineData("mod-add", 53, 26, 0.68), InlineData("mod-add", 53, 500, 1), InlineData("mod-add", 23, 44, 0.96),
        InlineData("mod-sub", 53, 500, 1)]
    [InlineData("mod-mul", 53, 500, 1)]
    public void AnalyticWeights_SolveTheOperation(string operation, int p, int neurons, double accuracy)
    {
        var config = Analytic(operation, p, neurons);
        var evaluation = Evaluate(config, config.CreateStart(config.CreateArchitecture()));
        // Of p² products, 2p − 1 have a zero, which lies outside the group.
        var inside = operation == "mod-mul" ? Math.Pow((p - 1.0) / p, 2) : 1;
        Assert.Equal(accuracy * inside, evaluation.Accuracy, 0.05);
    }

    [Fact]
    public void AnalyticWeights_GiveTheRightLogitOneAndTheOthersLittle()
    {
        var config = Analytic("mod-add", 23, 4000);
        var architecture = config.CreateArchitecture();
        var logits = new Model(architecture, config.CreateStart(architecture))
            .Run(Examples.All(config.CreateOperation(), config.CreateFormat()));
        var own =
            Enumerable.Range(0, 23 * 23).Average(pair => (double)logits.Span[(pair * 23) + ((pair / 23) + (pair % 23)) % 23]);
        Assert.Equal(1, own, 0.02);
        Assert.True(Evaluate(config, config.CreateStart(architecture)).Loss < 0.25 / 23);
    }

    [Fact]
    public void AnalyticStart_OfAnOperationThatIsNoAddition_IsRefused() =>
        Assert.Contains(
            "analytic", Assert.Throws<InvalidDataException>(() => Analytic("mod-cubic", 7, 10)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Training_OnWrongAnswers_PutsThemRight()
    {
        // Doshi et al. (2024) in small: with strong decay the network answers by the rule what it was taught wrongly.
        using var temp = new TempFolder();
        var config = ConfigJson.With(
            PresetCatalogue.Doshi.Config,
            ["p=41", "d_mlp=200", "train_fraction=0.7", "corrupt_fraction=0.2", "weight_decay=10", "max_steps=500",
                "checkpoint_every=250", "log_every=100"]);
        Trainer.Train(config, temp.File("run"), new TrainOptions { Threads = 2 });
        var run = Run.Open(temp.File("run"));
        var last = run.Metrics[^1];
        Assert.True(last.InvertedAccuracy > 0.9, $"inverted {last.InvertedAccuracy}");
        Assert.True(last.CorruptedAccuracy < 0.15, $"corrupted {last.CorruptedAccuracy}");
        Assert.Equal(1, last.CleanAccuracy!.Value, 0.02);
        // What was taught is in the run as data, and the file says so in its header.
        Assert.Equal((int)(0.2 * run.Split.Train.Count), run.Config.Split.TaughtAnswers!.Count);
        Assert.EndsWith(
            "clean_accuracy,corrupted_accuracy,inverted_accuracy", File.ReadLines(run.Paths.Metrics).First(),
            StringComparison.Ordinal);
        var (taught, count) = (run.Split.Taught, run.Split.Train.Count);
        var mixed =
            ((last.CorruptedAccuracy!.Value * taught.Count) + (last.CleanAccuracy.Value * (count - taught.Count))) / count;
        Assert.Equal(last.TrainAccuracy, mixed, 1e-9);
    }

    private static Evaluation Evaluate(RunConfig config, Weights weights)
    {
        using var engine =
            new CpuEngine(config.CreateArchitecture(), weights, new EngineOptions(new AdamW(), 2) { Loss = LossKind.Mse });
        return engine.Evaluate(Examples.All(config.CreateOperation(), config.CreateFormat()));
    }
}
