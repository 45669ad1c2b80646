namespace Grokking.Training.Tests;

public sealed class MemoryNeedTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ThrowIfTooMuch_SaysWhatItTakesAndWhatThereIs()
    {
        var error = Assert.Throws<InsufficientMemoryException>(() =>
            MemoryNeed.ThrowIfTooMuch(15_600_000_000, "an analysis", "do less.", available: 8_000_000_000));

        Assert.Equal("an analysis takes about 15.6 GB of memory, and there are 8.0 GB; do less.", error.Message);
        MemoryNeed.ThrowIfTooMuch(8_000_000_000, "an analysis", "do less.", available: 8_000_000_000);
    }

    /// <summary>Sizes that are each in range, as are the weights: 305,424 pairs with 131,072 activations each are not.</summary>
    [Fact]
    public void Train_OfMoreActivationsThanThereIsMemory_RefusesBeforeTheFolderIsMade()
    {
        var config = new RunConfig
        {
            Task = new TaskConfig { P = 1009 },
            Model = new ModelConfig { DModel = 16, NHeads = 1, DMlp = 65536 },
            Training = new TrainingConfig { Engine = CpuEngine.EngineId, MaxSteps = 1 },
        };

        var error =
            Assert.Throws<InsufficientMemoryException>(() => Trainer.Train(config, folder.File("run"), new TrainOptions()));

        Assert.StartsWith("training with the engine 'cpu' takes about 3", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("lower task.p, or set training.batch_size.", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
        Assert.True(MemoryNeed.OfTraining(config with { Training = config.Training with { BatchSize = 64 } }) < 1_000_000_000);
    }

    [Theory]
    [InlineData("transformer", 1)]
    [InlineData("transformer", 3)]
    [InlineData("mlp-beta", 1)]
    public void OfTraining_IsWithinAThirdOfWhatTheCpuEngineAllocates(string architecture, int layers)
    {
        var config = new RunConfig
        {
            Task = new TaskConfig { P = 97 },
            Model = new ModelConfig { Architecture = architecture, DModel = 64, DMlp = 256, NLayers = layers,
                EqualsSign = architecture == "transformer" },
            Training = new TrainingConfig { Engine = CpuEngine.EngineId },
        };
        var network = config.CreateArchitecture();
        var examples = new Examples(
            config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var engine = new CpuEngine(network, new Weights(network.Parameters), new EngineOptions(new AdamW(), 1));
        engine.ComputeGradients(examples);

        Assert.InRange(MemoryNeed.OfTraining(config) / (double)(GC.GetAllocatedBytesForCurrentThread() - before), 0.67, 1.5);
    }
}
