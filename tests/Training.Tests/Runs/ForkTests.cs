namespace Grokking.Training.Tests;

public sealed class ForkTests : IDisposable
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 7 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 12, NHeads = 3, DMlp = 10 },
        Training = new TrainingConfig { MaxSteps = 60, LogEvery = 5, CheckpointEvery = 20 },
    };

    private static readonly TrainOptions OneThread = new() { Threads = 1 };

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private string Parent => temp.File("parent");

    private string Folder => temp.File("fork");

    [Theory]
    [InlineData("fused", null)]
    [InlineData("cpu", 5)]
    public void Fork_WithTheSameSettings_TrainsToTheSameBits(string engine, int? batchSize)
    {
        var parent = TrainParent(Small with { Training = Small.Training with { Engine = engine, BatchSize = batchSize } });

        Trainer.Train(parent.Config with { Fork = ForkSource.Of(Parent, 20) }, Folder, new TrainOptions { Threads = 2 });

        var fork = Run.Open(Folder);
        Assert.Equal([20, 40, 60], fork.Steps);
        Assert.Equal(parent.Metrics.Where(row => row.Step >= 20), fork.Metrics);
        Assert.Equal(parent.Final.Model.Weights.Buffer, fork.Final.Model.Weights.Buffer);
    }

    [Fact]
    public void Fork_WithOtherSettings_BeginsWithTheParentsWeightsAndGoesAnotherWay()
    {
        var parent = TrainParent(Small);
        var config =
            parent.Config with { Fork = ForkSource.Of(Parent, 8), Training = parent.Config.Training with { WeightDecay = 0 } };

        Trainer.Train(config, Folder, OneThread);

        var fork = Run.Open(Folder);
        Assert.Equal([8, 16, 20, 40, 60], fork.Steps);
        Assert.Equal(parent.Load(8).Model.Weights.Buffer, fork.Load(8).Model.Weights.Buffer);
        Assert.True(fork.Metrics[^1].WeightNorm > parent.Metrics[^1].WeightNorm);
    }

    [Fact]
    public void Fork_AtAStepThatItsOwnConfigWouldNotKeep_HasACheckpointThere()
    {
        TrainParent(Small);

        Trainer.Train(
            Small with { Fork = ForkSource.Of(Parent, 20), Training = Small.Training with { CheckpointEvery = 50 } }, Folder,
            OneThread);

        Assert.Equal([20, 32, 50, 60], Run.Open(Folder).Steps);
    }

    [Fact]
    public void Fork_RecordsWhereItCameFrom()
    {
        TrainParent(Small);

        Trainer.Train(Small with { Fork = ForkSource.Of(Parent, 40) }, Folder, OneThread);

        var run = Run.Open(Folder);
        var expected = new ForkSource(Parent, 40, FileHash.Sha256(new RunPaths(Parent).State(40)));
        Assert.Equal((expected, expected), (run.Config.Fork, run.Final.Config.Fork));
    }

    [Fact]
    public void Fork_InterruptedAndResumed_DoesNotNeedItsParentAnyMore()
    {
        var parent = TrainParent(Small);
        using var stop = new CancellationTokenSource();
        var config = parent.Config with { Fork = ForkSource.Of(Parent, 20) };
        Trainer.Train(config, Folder, OneThread, progress => stop.Cancel(), stop.Token);
        Directory.Delete(Parent, recursive: true);

        Trainer.Train(config, Folder, OneThread with { Resume = true });

        Assert.Equal(parent.Config.Training.MaxSteps, Run.Open(Folder).Summary!.Steps);
    }

    [Fact]
    public void Fork_CutOffBeforeItsFirstState_BeginsAgainOnResume()
    {
        var parent = TrainParent(Small);
        var config = parent.Config with { Fork = ForkSource.Of(Parent, 20) };
        Directory.CreateDirectory(Folder);
        File.WriteAllText(new RunPaths(Folder).Config, ConfigJson.Write(config));

        Trainer.Train(config, Folder, OneThread with { Resume = true });

        Assert.Equal(parent.Final.Model.Weights.Buffer, Run.Open(Folder).Final.Model.Weights.Buffer);
    }

    [Fact]
    public void Fork_OfAStepWithoutState_ListsTheStepsThatHaveOne()
    {
        TrainParent(Small);

        var error = Assert.Throws<ArgumentException>(() => ForkSource.Of(Parent, 21));

        Assert.Contains("(0, 1, 2, 4, 8, 16, 20, 40, 60), got 21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fork_OfAnotherNetwork_IsRefusedBeforeTheFolderIsMade()
    {
        TrainParent(Small);
        var wider = Small with { Model = Small.Model with { DMlp = 11 }, Fork = ForkSource.Of(Parent, 20) };

        Assert.Throws<InvalidDataException>(() => Trainer.Train(wider, Folder, OneThread));

        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void Fork_OfAStateThatHasChanged_IsRefused()
    {
        TrainParent(Small);
        var config = Small with { Fork = ForkSource.Of(Parent, 20) };
        File.Copy(new RunPaths(Parent).State(40), new RunPaths(Parent).State(20), overwrite: true);

        var error = Assert.Throws<InvalidDataException>(() => Trainer.Train(config, Folder, OneThread));

        Assert.Contains("is not the file that was forked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fork_ThatEndsBeforeItBegins_IsRefused()
    {
        TrainParent(Small);
        var config = Small with { Fork = ForkSource.Of(Parent, 40), Training = Small.Training with { MaxSteps = 30 } };

        var error = Assert.Throws<InvalidDataException>(() => Trainer.Train(config, Folder, OneThread));

        Assert.Contains("training.max_steps: expected at least 40", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WithoutKeptStates_KeepsTheLastAlone()
    {
        var run = TrainParent(Small with { Training = Small.Training with { KeepStates = false } });

        Assert.Equal([60], run.Paths.StateSteps());
    }

    private Run TrainParent(RunConfig config)
    {
        Trainer.Train(config, Parent, OneThread);
        return Run.Open(Parent);
    }
}
