namespace Grokking.Training.Tests;

public sealed class RunTests : IDisposable
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 5 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 8 },
        Training = new TrainingConfig { MaxSteps = 20, LogEvery = 1, CheckpointEvery = 10 },
    };

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    /// <summary>A run of ours has its pairs in its config; one that somebody sent must not choose what is opened here.</summary>
    [Fact]
    public void Open_OfAConfigThatNamesASplitFile_RefusesItByName()
    {
        Directory.CreateDirectory(temp.File("run"));
        var config = temp.Write(System.IO.Path.Combine("run", "config.json"), """{ "split": { "file": "/dev/zero" } }""");

        var error = Assert.Throws<InvalidDataException>(() => Run.Open(temp.File("run")));

        Assert.StartsWith(
            $"{config}: split.file: expected none, since a checkpoint and a run hold their pairs, got '/dev/zero'", error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analysis")]
    [InlineData("figures")]
    public void Open_WhenResultsWouldBeWrittenElsewhere_RefusesTheLink(string name)
    {
        Trainer.Train(Small, temp.File("run"), new TrainOptions { Threads = 1 });
        Directory.CreateDirectory(temp.File("elsewhere"));
        Directory.CreateSymbolicLink(System.IO.Path.Combine(temp.File("run"), name), temp.File("elsewhere"));

        var error = Assert.Throws<InvalidDataException>(() => Run.Open(temp.File("run")));

        Assert.Contains(
            $"expected a folder of the run's own, got a link to '{ForeignText.Show(temp.File("elsewhere"))}'", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadMetrics_OfAFileThatWasCutBehindItsHeader_GivesNoRows() =>
        Assert.Empty(MetricsLog.Read(temp.Write("metrics.csv", MetricsRow.Header)));

    [Fact]
    public void OpenOrTrain_WithoutARun_TrainsIt()
    {
        var run = Run.OpenOrTrain(temp.File("run"), Small);

        Assert.Equal(RunStatus.Finished, run.Summary!.Status);
        Assert.Equal(20, run.Final.Step);
    }

    [Fact]
    public void OpenOrTrain_OfAStoppedRun_GoesOnToTheSameBits()
    {
        var whole = Run.OpenOrTrain(temp.File("whole"), Small);
        using var stop = new CancellationTokenSource();
        var stopped = Run.OpenOrTrain(temp.File("run"), Small, progress => CancelAtSeven(progress, stop), stop.Token);
        Assert.Equal(RunStatus.Interrupted, stopped.Summary!.Status);

        var run = Run.OpenOrTrain(temp.File("run"), Small);

        Assert.Equal(RunStatus.Finished, run.Summary!.Status);
        Assert.Equal(whole.Final.Model.Weights.Buffer, run.Final.Model.Weights.Buffer);
    }

    [Fact]
    public void OpenOrTrain_OfAFinishedRun_OnlyOpensItWhateverTheConfig()
    {
        Run.OpenOrTrain(temp.File("run"), Small);
        var written = File.GetLastWriteTimeUtc(new RunPaths(temp.File("run")).Summary);

        var run = Run.OpenOrTrain(temp.File("run"), PresetCatalogue.Demo.Config, _ => Assert.Fail("it trained"));

        Assert.Equal(5, run.Operation.Left);
        Assert.Equal(written, File.GetLastWriteTimeUtc(run.Paths.Summary));
    }

    [Fact]
    public void OpenOrTrain_OfAFinishedRunWithoutItsLastCheckpoint_MakesItAnew()
    {
        var run = Run.OpenOrTrain(temp.File("run"), Small);
        var before = File.ReadAllBytes(run.Paths.Checkpoint(20));
        File.Delete(run.Paths.Checkpoint(20));
        Assert.False(run.IsTrainedTo(Small));
        Assert.Single(run.Doubts());

        Run.OpenOrTrain(temp.File("run"), Small);

        Assert.Equal(before, File.ReadAllBytes(run.Paths.Checkpoint(20)));
        Assert.Empty(run.Doubts());
    }

    [Fact]
    public void Doubts_NameEachConfigThatIsNotTheRunsOwnOnce()
    {
        var run = Run.OpenOrTrain(temp.File("run"), Small);
        var longer = Small with { Training = Small.Training with { MaxSteps = 30, Engine = "cpu" } };
        Trainer.Train(longer, run.Paths.Folder, new TrainOptions { Threads = 1, Resume = true, Engine = "cpu" });
        Assert.Empty(Run.Open(run.Paths.Folder).Doubts());
        File.WriteAllText(
            run.Paths.Config,
            ConfigJson.Write(longer
                with { Split = new SplitConfig { TrainPairs = [.. Enumerable.Range(0, 20)], TestPairs = [20, 21] } }));

        Assert.Equal(
            [$"{run.Paths.Config}: not the config that the run was trained with: split.train_fraction is 0.3, was 0.6; "
                + "split.train_pairs is a list of 20 numbers, was not set; split.test_pairs is a list of 2 numbers, was not set "
                + "(step-000030.safetensors)."],
            Run.Open(run.Paths.Folder).Doubts());
    }

    [Fact]
    public void Checkpoints_AreAllInTheOrderOfTheirSteps()
    {
        var run = Run.OpenOrTrain(temp.File("run"), Small);

        Assert.Equal(run.Steps, run.Checkpoints.Select(checkpoint => checkpoint.Step));
    }

    private static void CancelAtSeven(TrainingProgress progress, CancellationTokenSource stop)
    {
        if (progress.Row.Step == 7)
        {
            stop.Cancel();
        }
    }
}
