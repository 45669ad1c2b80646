namespace Grokking.Training.Tests;

/// <summary>The same config gives the same bits. Whether a run is alone or among others is in <see cref="SweepTests"/>.</summary>
[Trait("lane", "full")]
public sealed class DeterminismTests : IDisposable
{
    // Awkward sizes, and wide enough that the products of one step are cut into several parts.
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 13 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 36, NHeads = 3, DMlp = 67 },
        Training = new TrainingConfig { MaxSteps = 12, LogEvery = 1, CheckpointEvery = 4 },
    };

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("fused", null)]
    [InlineData("fused", 37)]
    [InlineData("cpu", null)]
    [InlineData("cpu", 37)]
    public void Train_AtOneTwoAndThreeThreads_WithAndWithoutHooksReading_WritesTheSameFiles(string engine, int? batchSize)
    {
        var config = Small with { Training = Small.Training with { BatchSize = batchSize } };
        var plain = temp.File("plain");
        Trainer.Train(config, plain, new TrainOptions { Threads = 1, Engine = engine });

        foreach (var threads in new[] { 1, 2, 3 })
        {
            var folder = temp.File($"read-at-{threads}");
            var read = 0;
            Trainer.Train(config, folder, new TrainOptions { Threads = threads, Engine = engine }, _ => read += ReadAll(folder));

            Assert.True(read > 0, "hooks must have read while the run trained");
            AssertSameFiles(plain, folder);
        }
        foreach (var threads in new[] { 2, 3 })
        {
            var folder = temp.File($"at-{threads}");
            Trainer.Train(config, folder, new TrainOptions { Threads = threads, Engine = engine });
            AssertSameFiles(plain, folder);
        }
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("cpu")]
    public async Task Train_WhileAnotherThreadReadsThroughHooks_WritesTheSameFiles(string engine)
    {
        var (plain, read) = (temp.File("plain"), temp.File("read"));
        Trainer.Train(Small, plain, new TrainOptions { Threads = 2, Engine = engine });
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            do
            {
                ReadAll(plain);
            }
            while (!stop.IsCancellationRequested);
        });

        Trainer.Train(Small, read, new TrainOptions { Threads = 2, Engine = engine });
        await stop.CancelAsync();
        await reader;

        AssertSameFiles(plain, read);
    }

    // Reads every activation of the newest checkpoint, on the threads that all models share; returns how many there were.
    private static int ReadAll(string folder)
    {
        var run = Run.Open(folder);
        return run.Steps.Count == 0
            ? 0 : run.Final.Model.RunWithCache(Examples.All(run.Operation, run.Config.CreateFormat())).Names.Count;
    }

    private static void AssertSameFiles(string expected, string actual)
    {
        var (one, other) = (new RunPaths(expected), new RunPaths(actual));
        Assert.Equal(one.CheckpointSteps(), other.CheckpointSteps());
        Assert.Equal(File.ReadAllBytes(one.Metrics), File.ReadAllBytes(other.Metrics));
        foreach (var step in one.CheckpointSteps())
        {
            Assert.Equal(File.ReadAllBytes(one.Checkpoint(step)), File.ReadAllBytes(other.Checkpoint(step)));
        }
    }
}
