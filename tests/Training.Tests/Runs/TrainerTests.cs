namespace Grokking.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 7 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 12, NHeads = 3, DMlp = 10 },
        Training = new TrainingConfig { MaxSteps = 60, LogEvery = 5, CheckpointEvery = 20 },
    };

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private string Folder => temp.File("run");

    [Fact]
    public void Train_WritesTheWholeFolder()
    {
        var summary = Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });

        var run = Run.Open(Folder);
        Assert.Equal(
            ConfigJson.Write(Small
                with { Training = Small.Training with { Engine = "fused", Device = "cpu", Repeatability = Repeatability.Bits } }),
                    ConfigJson.Write(run.Config));
        Assert.Equal([0, 1, 2, 4, 8, 16, 20, 40, 60], run.Steps);
        Assert.Equal([0, 1, 2, 4, 5, 8, 10, 15, 16, 20, 25, 30, 35, 40, 45, 50, 55, 60], run.Metrics.Select(row => row.Step));
        Assert.Equal(RunStatus.Finished, summary.Status);
        Assert.Equal(60, run.Summary!.Steps);
        Assert.Equal(summary, run.Summary);
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(run.Paths.Summary));
        string[] keys = ["status", "steps", "steps_to_99_train", "steps_to_99_test", "train_seconds", "wall_seconds",
            "peak_memory_mb", "threads"];
        Assert.All(keys, key => Assert.True(json.RootElement.TryGetProperty(key, out _), key));
        Assert.InRange(summary.PeakMemoryMb, 10, 4000);
        Assert.True(run.Metrics[^1].TrainLoss < run.Metrics[0].TrainLoss);
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.tmp*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Checkpoint_HasTheWeightsThatTheMetricsDescribe()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });

        var run = Run.Open(Folder);
        var checkpoint = run.Load(20);
        var row = run.Metrics.Single(row => row.Step == 20);
        Assert.Equal(20, checkpoint.Step);
        Assert.Equal(row.WeightNorm, Math.Sqrt(checkpoint.Model.Weights.SumOfSquares()), 1e-12);
        using var engine = EngineCatalogue.Create(
            run.Config.Training.Engine!, checkpoint.Model.Architecture, checkpoint.Model.Weights,
            new EngineOptions(new AdamW(), 1));
        Assert.Equal(
            row.TestLoss!.Value,
            engine.Evaluate(new Examples(run.Operation, run.Config.CreateFormat(), [.. run.Split.Test])).Loss, 1e-12);
    }

    [Theory]
    [InlineData(13, null)]
    [InlineData(20, null)]
    [InlineData(37, 5)]
    public void Train_InterruptedAndResumed_EndsWithTheSameBits(int stopAt, int? batchSize)
    {
        var config = Small with { Training = Small.Training with { BatchSize = batchSize, LogEvery = 1 } };
        var whole = temp.File("whole");
        Trainer.Train(config, whole, new TrainOptions { Threads = 2 });

        using var stop = new CancellationTokenSource();
        var first = Trainer.Train(
            config, Folder, new TrainOptions { Threads = 1 }, progress => CancelAt(progress, stopAt, stop), stop.Token);
        var second = Trainer.Train(config, Folder, new TrainOptions { Threads = 1, Resume = true });

        Assert.Equal((RunStatus.Interrupted, stopAt), (first.Status, first.Steps));
        Assert.Equal((RunStatus.Finished, 60), (second.Status, second.Steps));
        foreach (var step in Run.Open(whole).Steps)
        {
            Assert.Equal(
                File.ReadAllBytes(new RunPaths(whole).Checkpoint(step)),
                File.ReadAllBytes(new RunPaths(Folder).Checkpoint(step)));
        }
        Assert.Equal(File.ReadAllBytes(new RunPaths(whole).Metrics), File.ReadAllBytes(new RunPaths(Folder).Metrics));
        Assert.Equal(new RunPaths(whole).StateSteps(), new RunPaths(Folder).StateSteps());
    }

    [Fact]
    public void Train_ResumedBeyondItsEnd_EqualsTheRunThatWasLongFromTheStart()
    {
        var whole = temp.File("whole");
        Trainer.Train(Small, whole, new TrainOptions { Threads = 1 });
        var shorter = Small with { Training = Small.Training with { MaxSteps = 40 } };

        Trainer.Train(shorter, Folder, new TrainOptions { Threads = 1 });
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1, Resume = true });

        Assert.Equal(File.ReadAllBytes(new RunPaths(whole).Metrics), File.ReadAllBytes(new RunPaths(Folder).Metrics));
        Assert.Equal(
            File.ReadAllBytes(new RunPaths(whole).Checkpoint(60)), File.ReadAllBytes(new RunPaths(Folder).Checkpoint(60)));
    }

    [Fact]
    public void Train_EndedWhereItWasInterrupted_HasACheckpointThere()
    {
        var config = Small with { Training = Small.Training with { LogEvery = 1 } };
        using var stop = new CancellationTokenSource();
        Trainer.Train(config, Folder, new TrainOptions { Threads = 1 }, progress => CancelAt(progress, 37, stop), stop.Token);

        Trainer.Train(
            config with { Training = config.Training with { MaxSteps = 37 } }, Folder,
            new TrainOptions { Threads = 1, Resume = true });

        Assert.Equal(37, Run.Open(Folder).Final.Step);
    }

    [Fact]
    public void Train_Resumed_RemovesWhatAKilledProcessWasWriting()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var paths = new RunPaths(Folder);
        string[] leftovers = [paths.Config + ".abcdefgh.123.tmp", paths.Checkpoint(20) + ".abcdefgh.123.tmp",
            paths.State(20) + ".abcdefgh.123.tmp"];
        var foreign = Path.Combine(Folder, "thesis.docx.abcdefgh.123.tmp");
        Array.ForEach([.. leftovers, foreign], path => File.WriteAllText(path, "half"));

        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1, Resume = true });

        Assert.All(leftovers, path => Assert.False(File.Exists(path), path));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public void Train_IntoAFolderOfARunThatWasKilledAtItsVeryStart_Begins()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(new RunPaths(Folder).Config + ".abcdefgh.123.tmp", "half");

        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });

        Assert.Empty(Directory.EnumerateFiles(Folder, "*.tmp"));
    }

    [Fact]
    public void Train_LogsTheShareOfPairsWhoseFloatLossIsZero()
    {
        // Without weight decay the right logits run away, until float32 cannot tell their softmax from 1.
        var config = Small with { Training = Small.Training with { LearningRate = 0.05, WeightDecay = 0, MaxSteps = 300 } };

        Trainer.Train(config, Folder, new TrainOptions { Threads = 1 });

        var run = Run.Open(Folder);
        var train = new Examples(run.Operation, run.Config.CreateFormat(), [.. run.Split.Train]);
        var logits = run.Final.Model.Run(train);
        var width = logits.Shape[1];
        var collapsed =
            Enumerable.Range(0, train.Count).Count(row => RoundsToOne(logits.Span.Slice(row * width, width), train.Labels[row]));
        Assert.Equal(0, run.Metrics[0].ZeroLossShare);
        Assert.Equal((double)collapsed / train.Count, run.Metrics[^1].ZeroLossShare);
        Assert.InRange(collapsed, 1, train.Count);
    }

    [Theory]
    [InlineData(1, "fused")]
    [InlineData(2, "cpu")]
    public void Train_Unasked_UsesTheFastestEngineThatTakesTheNetworkAndSaysSo(int layers, string engine)
    {
        var config =
            Small with { Model = Small.Model with { NLayers = layers }, Training = Small.Training with { MaxSteps = 1 } };

        var summary = Trainer.Train(config, Folder, new TrainOptions { Threads = 1 });

        Assert.Equal((engine, engine), (summary.Engine, Run.Open(Folder).Config.Training.Engine));
    }

    [Fact]
    public void Train_Resumed_GoesOnWithTheEngineThatItBeganWith()
    {
        var config = Small with { Training = Small.Training with { MaxSteps = 5 } };
        Trainer.Train(config, Folder, new TrainOptions { Threads = 1, Engine = "cpu" });
        var longer = Small with { Training = Small.Training with { MaxSteps = 8 } };
        var other = longer with { Training = longer.Training with { Engine = "fused" } };

        var error =
            Assert.Throws<ArgumentException>(() => Trainer.Train(other, Folder, new TrainOptions { Threads = 1, Resume = true }));
        var summary = Trainer.Train(longer, Folder, new TrainOptions { Threads = 1, Resume = true });

        Assert.Contains(
            "began with 'cpu', the config names 'fused'. --engine fused with --resume", error.Message, StringComparison.Ordinal);
        Assert.Equal(("cpu", 8), (summary.Engine, summary.Steps));
    }

    [Fact]
    public void Train_ResumedWithAnotherEngineNamed_GoesOnWithItAndSaysSo()
    {
        var config = Small with { Training = Small.Training with { MaxSteps = 5 } };
        Trainer.Train(config, Folder, new TrainOptions { Threads = 1, Engine = "cpu" });
        var before = File.ReadAllBytes(new RunPaths(Folder).Checkpoint(5));
        var longer = Small with { Training = Small.Training with { MaxSteps = 8 } };

        var summary = Trainer.Train(longer, Folder, new TrainOptions { Threads = 1, Resume = true, Engine = "fused" });

        Assert.Equal(("fused", 8), (summary.Engine, summary.Steps));
        Assert.Equal("fused", Run.Open(Folder).Config.Training.Engine);
        Assert.Equal("cpu", Run.Open(Folder).Load(5).Config.Training.Engine);
        Assert.Equal(before, File.ReadAllBytes(new RunPaths(Folder).Checkpoint(5)));
    }

    [Fact]
    public void Fill_WhereTheProgramHasNotRegisteredTheEngine_SaysHowToAddIt()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            Trainer.Train(Small, Folder, new TrainOptions { Engine = "auto", Device = "cuda" }));

        Assert.Contains("TorchEngine.Register()", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void Open_OfARunThatAnotherBuildTrained_NeedsNoEngine()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var config = Run.Open(Folder).Config;
        var paths = new RunPaths(Folder);
        File.WriteAllText(paths.Config, ConfigJson.Write(
            config with { Training = config.Training
                with { Engine = "torch", Device = "cuda:1", Repeatability = Repeatability.Rounding } }));

        Assert.Equal("cuda:1", Run.Open(Folder).Config.Training.Device);
        Assert.Contains("\"repeatability\": \"rounding\"", File.ReadAllText(paths.Config), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_IntoAFolderThatHoldsARun_IsRefusedAndLosesNothing()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var before = File.ReadAllBytes(new RunPaths(Folder).Metrics);

        var error = Assert.Throws<OutputFolderException>(() => Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 }));

        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(new RunPaths(Folder).Metrics));
    }

    [Fact]
    public void Train_IntoAFolderOfOtherThings_IsRefused()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "precious");

        Assert.Throws<OutputFolderException>(() => Trainer.Train(Small, Folder, new TrainOptions { Threads = 1, Force = true }));

        Assert.Equal("precious", File.ReadAllText(Path.Combine(Folder, "thesis.txt")));
    }

    [Fact]
    public void Train_WithForce_StartsAnewAndKeepsForeignFiles()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var shorter = Small with { Training = Small.Training with { MaxSteps = 5 } };

        Assert.Throws<OutputFolderException>(() => Trainer.Train(shorter, Folder, new TrainOptions { Threads = 1 }));
        Trainer.Train(shorter, Folder, new TrainOptions { Threads = 1, Force = true });

        Assert.Equal([0, 1, 2, 4, 5], Run.Open(Folder).Steps);
    }

    [Fact]
    public void Train_ResumedWithAnotherConfig_IsRefused()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var other = Small with { Training = Small.Training with { LearningRate = 2e-3 } };

        var error = Assert.Throws<InvalidDataException>(() =>
            Trainer.Train(other, Folder, new TrainOptions { Threads = 1, Resume = true }));

        Assert.Contains("another config", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ResumedForFewerStepsThanDone_IsRefused()
    {
        Trainer.Train(Small, Folder, new TrainOptions { Threads = 1 });
        var shorter = Small with { Training = Small.Training with { MaxSteps = 10 } };

        var error = Assert.Throws<InvalidDataException>(() =>
            Trainer.Train(shorter, Folder, new TrainOptions { Threads = 1, Resume = true }));

        Assert.Contains("training.max_steps: expected at least 60, where the run in ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WhenTheLossIsNotFinite_StopsAndNamesTheLastGoodCheckpoint()
    {
        // Squares of squares of large weights overflow within a few steps.
        var config = Small with
        {
            Model = Small.Model with { Activation = ActivationKind.Quadratic, NLayers = 6 },
            Training = Small.Training with { LearningRate = 10, WeightDecay = 0, WarmupSteps = 0, MaxSteps = 60 },
        };

        var error = Assert.Throws<NonFiniteLossException>(() => Trainer.Train(config, Folder, new TrainOptions { Threads = 1 }));

        Assert.Contains($"after {error.Step} steps", error.Message, StringComparison.Ordinal);
        var run = Run.Open(Folder);
        Assert.Equal(error.LastCheckpoint, run.Steps[^1]);
        Assert.Equal(RunStatus.NonFinite, run.Summary!.Status);
        Assert.All(run.Final.Model.Weights.Buffer, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Train_WithATestlessSplit_LeavesTestColumnsEmpty()
    {
        var everything = Small with { Split = new SplitConfig { TrainPairs = [.. Enumerable.Range(0, 49)], TestPairs = [] } };

        Trainer.Train(
            everything with { Training = Small.Training with { MaxSteps = 1 } }, Folder, new TrainOptions { Threads = 1 });

        Assert.All(Run.Open(Folder).Metrics, row => Assert.Null(row.TestLoss));
    }

    [Fact]
    public void Train_WithASplitFile_KeepsItsPairsInTheConfig()
    {
        var file = temp.Write("split.json", """{ "p": 7, "train": [5, 1, 20, 33] }""");

        Trainer.Train(
            Small with { Split = new SplitConfig { File = file }, Training = Small.Training with { MaxSteps = 1 } }, Folder,
            new TrainOptions { Threads = 1 });
        File.Delete(file);

        Assert.Equal([5, 1, 20, 33], Run.Open(Folder).Split.Train);
        Assert.Equal(45, Run.Open(Folder).Split.Test.Count);
    }

    private static bool RoundsToOne(ReadOnlySpan<float> logits, int label)
    {
        var others = 0.0;
        for (var j = 0; j < logits.Length; j++)
        {
            others += j == label ? 0 : Math.Exp((double)logits[j] - logits[label]);
        }
        return 1f + (float)others == 1f;
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    [InlineData(20)]
    public void Train_SolvedForAsLongAsTheConfigSays_EndsThereHoweverOftenItWasStopped(int? stopEvery)
    {
        var config = SolvedSoon(length: 10);
        var whole = Train(config with { Training = config.Training with { StopWhenSolvedFor = null } }, "whole", null).Metrics;
        var since = whole.Index().First(row => whole.Skip(row.Index).Take(6).All(next => next.TestAccuracy >= 0.99)).Item.Step;

        var run = Train(config, "run", stopEvery);

        Assert.Equal((RunStatus.Finished, since + 10, true), (run.Summary!.Status, run.Summary.Steps, run.Summary.Solved));
        Assert.Equal(whole.TakeWhile(row => row.Step <= since + 10), run.Metrics);
        Assert.Equal(Last(Train(config, "again", null)), Last(run));
        Assert.True(run.IsTrainedTo(config with { Training = config.Training with { MaxSteps = 5000 } }));
    }

    [Fact]
    public void Train_NeverSolvedForAsLong_GoesToItsEnd()
    {
        var config = SolvedSoon(length: 10);

        var run = Train(config with { Training = config.Training with { MaxSteps = 8 } }, "run", null);

        Assert.Equal((8, false), (run.Summary!.Steps, run.Summary.Solved));
        Assert.False(run.IsTrainedTo(config));
    }

    // The network adds up what it knows of a and of b, so that it answers a pair as its mirror, which it is trained on.
    private static RunConfig SolvedSoon(int length) => Small with
    {
        Split = new SplitConfig { TrainPairs = [.. Enumerable.Range(0, 49).Where(pair => pair / 7 <= pair % 7)],
            TestPairs = [.. Enumerable.Range(0, 49).Where(pair => pair / 7 > pair % 7)] },
        Model = new ModelConfig { Architecture = "mlp-alpha", DModel = 32, DMlp = 64, Causal = false, EqualsSign = false },
        Training = Small.Training
            with { LearningRate = 0.01, MaxSteps = 400, LogEvery = 2, CheckpointEvery = 400, KeepStates = false,
                StopWhenSolvedFor = length },
    };

    private static byte[] Last(Run run) => File.ReadAllBytes(run.Paths.Checkpoint(run.Steps[^1]));

    private Run Train(RunConfig config, string name, int? stopEvery)
    {
        var folder = temp.File(name);
        var summary = default(RunSummary);
        for (var until = stopEvery; summary?.Status != RunStatus.Finished; until += stopEvery)
        {
            using var stop = new CancellationTokenSource();
            summary = Trainer.Train(
                config, folder, new TrainOptions { Threads = 1, Resume = summary is not null },
                progress => CancelAt(progress, until ?? int.MaxValue, stop), stop.Token);
        }
        return Run.Open(folder);
    }

    private static void CancelAt(TrainingProgress progress, int step, CancellationTokenSource stop)
    {
        if (progress.Row.Step == step)
        {
            stop.Cancel();
        }
    }
}
