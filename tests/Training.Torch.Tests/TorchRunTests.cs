namespace Grokking.Training.Torch.Tests;

[Collection(OneByOne.Name)]
[Trait("lane", "full")]
public sealed class TorchRunTests : IDisposable
{
    // Some thirty steps apart in float32.
    private const double LossTolerance = 1e-3;

    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 13 },
        Model = new ModelConfig { DModel = 16, NHeads = 2, DMlp = 32 },
        Training = new TrainingConfig { MaxSteps = 20, CheckpointEvery = 20, LogEvery = 5 },
    };

    private readonly TempFolder folder = new();

    public TorchRunTests()
    {
        Libtorch.OrSkip();
        TorchEngine.Register();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_OnTheProcessor_SaysEngineDeviceAndRepeatability()
    {
        var path = folder.File("run");

        Trainer.Train(Small, path, new TrainOptions { Threads = 1, Engine = "torch", Device = "cpu" });

        var training = Run.Open(path).Config.Training;
        Assert.Equal(("torch", "cpu", Repeatability.Bits), (training.Engine, training.Device, training.Repeatability));
    }

    [Fact]
    public void Train_Twice_OnTheProcessor_GivesTheSameBits()
    {
        var options = new TrainOptions { Threads = 2, Engine = "torch", Device = "cpu" };
        Trainer.Train(Small, folder.File("one"), options);
        Trainer.Train(Small, folder.File("two"), options);

        Assert.Equal(
            File.ReadAllBytes(new RunPaths(folder.File("one")).Checkpoint(20)),
            File.ReadAllBytes(new RunPaths(folder.File("two")).Checkpoint(20)));
    }

    [Theory]
    [InlineData("cpu", "torch")]
    [InlineData("torch", "fused")]
    public void Train_ResumedOnAnotherEngine_GoesOnWithTheSameWeightsAndMoments(string first, string second)
    {
        var longer = Small with { Training = Small.Training with { MaxSteps = 40 } };
        Trainer.Train(longer, folder.File("whole"), new TrainOptions { Threads = 1, Engine = first, Device = "cpu" });
        Trainer.Train(Small, folder.File("run"), new TrainOptions { Threads = 1, Engine = first, Device = "cpu" });

        Trainer.Train(
            longer, folder.File("run"), new TrainOptions { Threads = 1, Engine = second, Device = "cpu", Resume = true });

        var (expected, actual) = (Run.Open(folder.File("whole")).Metrics, Run.Open(folder.File("run")).Metrics);
        Assert.Equal(expected.Select(row => row.Step), actual.Select(row => row.Step));
        Assert.Equal(expected[^1].TrainLoss, actual[^1].TrainLoss, LossTolerance);
        Assert.Equal(expected[^1].WeightNorm, actual[^1].WeightNorm, LossTolerance);
        Assert.Equal(second, Run.Open(folder.File("run")).Config.Training.Engine);
    }

    [Fact]
    public void Train_InMiniBatches_LogsTheSameStepsAsTheCpuEngine()
    {
        var batches = Small with { Training = Small.Training with { BatchSize = 20 } };
        Trainer.Train(batches, folder.File("cpu"), new TrainOptions { Threads = 1, Engine = "cpu" });
        Trainer.Train(batches, folder.File("torch"), new TrainOptions { Threads = 1, Engine = "torch", Device = "cpu" });

        foreach (var (expected, actual) in Run.Open(folder.File("cpu")).Metrics.Zip(Run.Open(folder.File("torch")).Metrics))
        {
            Assert.Equal(expected.Step, actual.Step);
            Assert.Equal(expected.TestLoss!.Value, actual.TestLoss!.Value, LossTolerance);
        }
    }

    [Fact]
    public void Train_WithALossThatIsNoNumber_StopsThoughItWasOnlyQueued()
    {
        var wild = Small
            with { Training = Small.Training
                with { MaxSteps = 5_000, LogEvery = 5_000, CheckpointEvery = 5_000, LearningRate = 10, WeightDecay = 0.9,
                    WarmupSteps = 0, Beta2 = 0, Epsilon = 0 } };

        var error = Assert.Throws<NonFiniteLossException>(() =>
            Trainer.Train(wild, folder.File("run"), new TrainOptions { Threads = 1, Engine = "torch", Device = "cpu" }));

        Assert.InRange(error.Step, 1, 4_900);
        Assert.All(
            Run.Open(folder.File("run")).Steps,
            step => Assert.All(
                Run.Open(folder.File("run")).Load(step).Model.Weights.Buffer, weight => Assert.True(float.IsFinite(weight))));
    }

    [Theory]
    [InlineData("gpu", "expected cpu, cuda, cuda:N or auto, got 'gpu'.")]
    [InlineData("cuda:x", "expected cpu, cuda, cuda:N or auto, got 'cuda:x'.")]
    public void Train_OnAnUnknownDevice_SaysWhichThereAre(string device, string message)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Trainer.Train(Small, folder.File("run"), new TrainOptions { Engine = "torch", Device = device }));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Theory]
    [InlineData("torch")]
    [InlineData("auto")]
    public void Train_OnAGpuWhereThereIsNone_SaysHowToHaveOne(string engine)
    {
        Assert.SkipWhen(
            TorchRuntime.Load().Place.HasCuda, "this machine has libtorch for GPUs; the message is for those without");

        var error = Assert.Throws<ArgumentException>(() =>
            Trainer.Train(Small, folder.File("run"), new TrainOptions { Engine = engine, Device = "cuda" }));

        Assert.Contains("'grokking torch install cuda' fetches", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }
}
