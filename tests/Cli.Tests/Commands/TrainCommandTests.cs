using Grokking.Training;

namespace Grokking.Cli.Tests;

[Trait("lane", "full")]
public sealed class TrainCommandTests
{
    [Fact]
    public void Train_WritesTheRunAndSaysWhere()
    {
        using var folder = new TempFolder();
        var run = folder.File("run");

        var result = Tool.Run("train", TinyRun.WriteConfig(folder), "--out", run);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"metrics      {run}/metrics.csv", result.Out, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Finished, RunSummary.Read(new RunPaths(run).Summary).Status);
    }

    [Fact]
    public void Train_ShowsTheLastStep()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.WriteConfig(folder), "--out", folder.File("run"));

        Assert.Matches(@"\n +0 +\d", result.Out);
        Assert.Matches(@"\n +40 +\d", result.Out);
    }

    [Fact]
    public void Train_WithSet_ChangesTheConfig()
    {
        using var folder = new TempFolder();

        var run = TinyRun.Train(folder, "run", "--set", "p=7", "training.max_steps=3", "--set", "model.seed=4");

        var config = Run.Open(run).Config;
        Assert.Equal((7, 3, 4), (config.Task.P, config.Training.MaxSteps, config.Model.Seed));
    }

    [Fact]
    public void Train_WithForce_StartsAnew()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        TinyRun.Train(folder, "run", "--force", "--set", "max_steps=10");

        Assert.Equal(10, Run.Open(run).Steps[^1]);
    }

    [Fact]
    public void Train_AtAnyNumberOfThreads_GivesTheSameBits()
    {
        using var folder = new TempFolder();
        var config = TinyRun.WriteConfig(folder);

        Tool.Run("train", config, "--out", folder.File("one"), "--threads", "1");
        Tool.Run("train", config, "--out", folder.File("three"), "--threads", "3");

        Assert.Equal(TinyRun.Checkpoint(folder.File("one")), TinyRun.Checkpoint(folder.File("three")));
    }

    [Fact]
    public void Resume_AfterInterruption_GivesTheBitsOfAnUninterruptedRun()
    {
        using var folder = new TempFolder();
        var whole = TinyRun.Train(folder, "whole");
        var stopped = folder.File("stopped");

        var first = Tool.RunInterruptedAt("       0", "train", folder.File("tiny.json"), "--out", stopped);
        var at = RunSummary.Read(new RunPaths(stopped).Summary);
        var second = Tool.Run("train", stopped, "--resume");

        Assert.Equal((130, RunStatus.Interrupted), (first.ExitCode, at.Status));
        Assert.InRange(at.Steps, 0, TinyRun.Steps - 1);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(TinyRun.Checkpoint(whole), TinyRun.Checkpoint(stopped));
    }

    [Fact]
    public void Interruption_SaysHowToGoOn()
    {
        using var folder = new TempFolder();
        var run = folder.File("run");

        var result = Tool.RunInterruptedAt("       0", "train", TinyRun.WriteConfig(folder), "--out", run);

        Assert.EndsWith($"To go on: grokking train {run} --resume\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OfAFinishedRun_SaysThatItIsDone()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("train", TinyRun.Train(folder), "--resume");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "trained to its end already. To go beyond it, add --set max_steps=N.", result.Out.ReplaceLineEndings(" "),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_WithMoreSteps_GivesTheBitsOfTheLongerRun()
    {
        using var folder = new TempFolder();
        var whole = TinyRun.Train(folder, "whole", "--set", "max_steps=50");

        var run = TinyRun.Train(folder, "extended");
        var result = Tool.Run("train", run, "--resume", "--set", "max_steps=50");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(TinyRun.Checkpoint(whole, 50), TinyRun.Checkpoint(run, 50));
    }

    [Fact]
    public void Fork_BeginsANewRunWithTheStateOfAnother()
    {
        using var folder = new TempFolder();
        var parent = TinyRun.Train(folder);
        var fork = folder.File("fork");

        var result = Tool.Run("train", parent, "--fork", "20", "--set", "weight_decay=0", "--out", fork);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"fork of +\S*run, after\s+20 steps", result.Out);
        Assert.Equal([20, 30, 40], Run.Open(fork).Steps);
        Assert.Equal((0, 20), (Run.Open(fork).Config.Training.WeightDecay, Run.Open(fork).Config.Fork!.Step));
        Assert.NotEqual(Run.Open(parent).Final.Model.Weights.Buffer, Run.Open(fork).Final.Model.Weights.Buffer);
    }

    [Fact]
    public void Train_ToANonFiniteLoss_NamesStepAndLastGoodCheckpoint()
    {
        using var folder = new TempFolder();
        var run = folder.File("run");

        // Each step multiplies the weights by 1 - 10 * 1000, so that float32 overflows within ten.
        var result = Tool.Run(
            "train", TinyRun.WriteConfig(folder), "--out", run, "--set", "learning_rate=10", "weight_decay=1000",
            "warmup_steps=0");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(
            @"grokking: the training loss is \S+ after \d+ steps; the last good checkpoint is step \d+\.", result.Error);
        Assert.Equal(RunStatus.NonFinite, RunSummary.Read(new RunPaths(run).Summary).Status);
    }

    [Fact]
    public void Train_WithNegativeThreads_LeavesNoFolder()
    {
        using var folder = new TempFolder();

        Tool.Run("train", TinyRun.WriteConfig(folder), "--out", folder.File("run"), "--threads", "-1");

        Assert.False(Directory.Exists(folder.File("run")));
    }
}
