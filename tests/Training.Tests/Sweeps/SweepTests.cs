namespace Grokking.Training.Tests;

[Trait("lane", "full")]
public sealed class SweepTests : IDisposable
{
    // Wide enough that the products of one step are cut into several parts.
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 11 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 24, NHeads = 3, DMlp = 40 },
        Training = new TrainingConfig { MaxSteps = 30, LogEvery = 3, CheckpointEvery = 10 },
    };

    private static readonly int[] Seeds = [0, 1, 2, 5];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("fused", 1)]
    [InlineData("fused", 2)]
    [InlineData("fused", 3)]
    [InlineData("cpu", 1)]
    [InlineData("cpu", 2)]
    [InlineData("cpu", 3)]
    public void Train_AmongOthers_WritesTheFilesOfTheRunAlone(string engine, int threads)
    {
        var results = Sweep.Train(Runs(), new TrainOptions { Threads = threads, Engine = engine });

        Assert.All(results, result => Assert.Equal(SweepStatus.Finished, result.Status));
        foreach (var seed in Seeds)
        {
            var alone = temp.File($"alone-{seed}");
            Trainer.Train(WithSeed(seed), alone, new TrainOptions { Threads = threads, Engine = engine });
            AssertSameRun(alone, Folder(seed));
        }
    }

    [Fact]
    public void Train_CarriesOutNoMoreRunsAtATimeThanThreads()
    {
        var observer = new RecordingObserver();

        Sweep.Train(Runs(), new TrainOptions { Threads = 2 }, observer);

        Assert.InRange(observer.MostAtATime, 1, 2);
        Assert.Equal([0, 1, 2, 3], observer.Ended.Order());
    }

    [Fact]
    public void Train_GivesEachRunOneThread() =>
        Assert.All(Sweep.Train(Runs(), new TrainOptions { Threads = 3 }), result => Assert.Equal(1, result.Summary!.Threads));

    [Fact]
    public void Train_InterruptedAndResumed_EndsWithTheFilesOfRunsNeverStopped()
    {
        using var stop = new CancellationTokenSource();
        var stopping = new RecordingObserver { AtStep = (_, progress) => CancelAt(progress, 12, stop) };

        var first = Sweep.Train(Runs(), new TrainOptions { Threads = 2 }, stopping, stop.Token);
        var second = Sweep.Train(Runs(), new TrainOptions { Threads = 2, Resume = true });

        Assert.Contains(first, result => result is { Status: SweepStatus.Interrupted, Summary.Steps: 12 });
        Assert.Contains(first, result => result.Status == SweepStatus.NotBegun);
        Assert.All(second, result => Assert.Equal(SweepStatus.Finished, result.Status));
        foreach (var seed in Seeds)
        {
            var alone = temp.File($"alone-{seed}");
            Trainer.Train(WithSeed(seed), alone, new TrainOptions { Threads = 1 });
            AssertSameRun(alone, Folder(seed));
        }
    }

    [Fact]
    public void Train_Resumed_LeavesFinishedRunsAsTheyAre()
    {
        Sweep.Train(Runs()[..2], new TrainOptions { Threads = 2 });
        var before = File.ReadAllText(new RunPaths(Folder(0)).Summary);
        var observer = new RecordingObserver();

        var results = Sweep.Train(Runs(), new TrainOptions { Threads = 2, Resume = true }, observer);

        Assert.Equal([2, 3], observer.Begun.Order());
        Assert.Equal(before, File.ReadAllText(new RunPaths(Folder(0)).Summary));
        Assert.All(results, result => Assert.Equal(SweepStatus.Finished, result.Status));
    }

    [Fact]
    public void Train_ResumedWhereAFinishedRunLacksItsLastCheckpoint_MakesItAnewAndSaysSo()
    {
        Sweep.Train(Runs(), new TrainOptions { Threads = 2 });
        var lost = new RunPaths(Folder(1)).Checkpoint(30);
        var before = File.ReadAllBytes(lost);
        File.Delete(lost);

        var results = Sweep.Train(Runs(), new TrainOptions { Threads = 2, Resume = true });

        Assert.Equal(before, File.ReadAllBytes(lost));
        Assert.Equal([0, 1, 0, 0], results.Select(result => result.Remarks.Count));
    }

    [Fact]
    public void Train_WhereAnotherWritesOneOfTheFolders_StartsNothing()
    {
        using var held = RunLock.Take(Folder(5));

        Assert.Throws<OutputFolderException>(() => Sweep.Train(Runs(), new TrainOptions { Threads = 2, Force = true }));

        Assert.False(Directory.Exists(Folder(0)));
    }

    [Fact]
    public void Train_WhenOneLossIsNotFinite_TrainsTheOthersToTheirEnds()
    {
        var runs = Runs().ToArray();
        // Each step multiplies the weights by 1 - 10 * 1000, so that float32 overflows within ten.
        runs[1] = runs[1]
            with { Config = Small
                with { Training = Small.Training with { LearningRate = 10, WeightDecay = 1000, WarmupSteps = 0 } } };

        var results = Sweep.Train(runs, new TrainOptions { Threads = 2 });

        Assert.Equal(
            [SweepStatus.Finished, SweepStatus.NonFinite, SweepStatus.Finished, SweepStatus.Finished],
            results.Select(result => result.Status));
        Assert.IsType<NonFiniteLossException>(results[1].Failure);
    }

    [Fact]
    public void Train_WhenTheFilesOfOneRunAreDamaged_TrainsTheOthersToTheirEnds()
    {
        Sweep.Train(Runs(), new TrainOptions { Threads = 2 });
        File.WriteAllText(new RunPaths(Folder(2)).State(30), "damaged");
        var longer = Small with { Training = Small.Training with { MaxSteps = 33 } };

        var results =
            Sweep.Train(Sweep.OverSeeds(longer, Seeds, temp.File("sweep")), new TrainOptions { Threads = 2, Resume = true });

        Assert.Equal(
            [SweepStatus.Finished, SweepStatus.Finished, SweepStatus.Failed, SweepStatus.Finished],
            results.Select(result => result.Status));
        Assert.IsType<InvalidDataException>(results[2].Failure);
    }

    [Fact]
    public void Train_WhenAnObserverThrows_StopsAndSaysSo()
    {
        var observer = new RecordingObserver { AtStep = (index, _) => throw new InvalidOperationException($"run {index}") };

        Assert.Throws<InvalidOperationException>(() => Sweep.Train(Runs(), new TrainOptions { Threads = 2 }, observer));

        Assert.False(new RunPaths(Folder(5)).HoldsRun);
    }

    [Fact]
    public void Train_WhereOneFolderHoldsARun_StartsNothing()
    {
        Trainer.Train(WithSeed(5), Folder(5), new TrainOptions { Threads = 1 });

        var error = Assert.Throws<OutputFolderException>(() => Sweep.Train(Runs(), new TrainOptions { Threads = 2 }));

        Assert.Contains("already holds a run", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder(0)));
    }

    [Fact]
    public void Train_ResumedWhereOneRunHasAnotherConfig_StartsNothing()
    {
        Trainer.Train(WithSeed(4), Folder(5), new TrainOptions { Threads = 1 });

        Assert.Throws<InvalidDataException>(() => Sweep.Train(Runs(), new TrainOptions { Threads = 2, Resume = true }));

        Assert.False(Directory.Exists(Folder(0)));
    }

    [Fact]
    public void Train_WithForce_ReplacesTheRunsThatAreThere()
    {
        Sweep.Train(
            Sweep.OverSeeds(Small with { Training = Small.Training with { MaxSteps = 5 } }, Seeds, temp.File("sweep")),
            new TrainOptions { Threads = 2 });

        var results = Sweep.Train(Runs(), new TrainOptions { Threads = 2, Force = true });

        Assert.All(results, result => Assert.Equal(30, result.Summary!.Steps));
    }

    [Fact]
    public void Train_WithForceAndStoppedAtOnce_LeavesNoEarlierRun()
    {
        Sweep.Train(Runs(), new TrainOptions { Threads = 2 });

        var results =
            Sweep.Train(Runs(), new TrainOptions { Threads = 2, Force = true }, null, new CancellationToken(canceled: true));

        Assert.All(results, result => Assert.Equal(SweepStatus.NotBegun, result.Status));
    }

    [Fact]
    public void Train_WithOneFolderForTwoRuns_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Sweep.Train([.. Runs(), Runs()[0]], new TrainOptions()));

        Assert.Contains("seed-0 for several", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OfNoRuns_IsRefused() => Assert.Throws<ArgumentException>(() => Sweep.Train([], new TrainOptions()));

    [Fact]
    public void Table_HasARowForEachRunOfTheFolder()
    {
        var folder = temp.File("sweep");
        Sweep.Train(Runs()[2..], new TrainOptions { Threads = 2 });
        var results = Sweep.Train(Runs()[..1], new TrainOptions { Threads = 2 });

        var lines = SweepTable.Of(folder, results).ToCsv().TrimEnd('\n').Split('\n');

        Assert.Equal(SweepTable.Header, lines[0]);
        Assert.Equal(["0", "2", "5"], lines[1..].Select(line => line.Split(',')[0]));
        var cells = lines[1].Split(',');
        var row = Run.Open(Folder(0)).Metrics[^1];
        Assert.Equal(SweepTable.Header.Split(',').Length, cells.Length);
        Assert.Equal(("finished", "30"), (cells[1], cells[2]));
        Assert.Equal(row.TestLoss, double.Parse(cells[7], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void CancelAt(TrainingProgress progress, int step, CancellationTokenSource stop)
    {
        if (progress.Row.Step == step)
        {
            stop.Cancel();
        }
    }

    // Byte for byte: everything that does not tell the time.
    private static void AssertSameRun(string expected, string actual)
    {
        var (one, other) = (new RunPaths(expected), new RunPaths(actual));
        Assert.Equal(one.CheckpointSteps(), other.CheckpointSteps());
        AssertSameFile(one.Config, other.Config);
        AssertSameFile(one.Metrics, other.Metrics);
        foreach (var step in one.CheckpointSteps())
        {
            AssertSameFile(one.Checkpoint(step), other.Checkpoint(step));
        }
    }

    private static void AssertSameFile(string expected, string actual) =>
        Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(actual));

    private static RunConfig WithSeed(int seed) => Small with { Model = Small.Model with { Seed = seed } };

    private string Folder(int seed) => Path.Combine(temp.File("sweep"), $"seed-{seed}");

    private SweepRun[] Runs() => [.. Sweep.OverSeeds(Small, Seeds, temp.File("sweep"))];
}
