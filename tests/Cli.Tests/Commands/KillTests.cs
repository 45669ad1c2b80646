using System.Diagnostics;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Training that is killed again and again, at moments of chance and while it writes a file, and resumed each time.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 50;

    // Most of the time goes into writing: every second step has a checkpoint and a state.
    private static readonly RunConfig Config = TinyRun.Config with
    {
        Training = TinyRun.Config.Training with { MaxSteps = 400, CheckpointEvery = 2, LogEvery = 1, BatchSize = 7 },
    };

    private readonly Random random = new(1);
    private int killed;
    private int whileWriting;

    [Fact]
    public void Train_KilledAtAnyMomentAndResumed_WritesTheBytesOfARunThatNeverStopped()
    {
        using var folder = new TempFolder();
        var config = TinyRun.WriteConfig(folder, Config);
        var whole = Finish(folder, config, "whole");

        for (var run = 0; killed < Kills; run++)
        {
            var name = $"run-{run}";
            TrainUnderFire(folder, config, name);
            AssertSame(whole, Finish(folder, config, name));
        }

        output.WriteLine($"{killed} kills, {whileWriting} of them while a file was written");
        Assert.True(whileWriting > 0, "no kill came while a file was written");
    }

    // Until the run has come to its end in spite of everything.
    private void TrainUnderFire(TempFolder folder, string config, string name)
    {
        var paths = new RunPaths(folder.File(name));
        while (!File.Exists(paths.Summary))
        {
            using var tool = ToolProcess.Start(folder.Path, Command(config, paths));
            WaitForTheMoment(tool, paths);
            if (tool.Kill())
            {
                killed++;
                whileWriting += Temporaries(paths).Any() ? 1 : 0;
            }
        }
    }

    private void WaitForTheMoment(ToolProcess tool, RunPaths paths)
    {
        var started = Stopwatch.StartNew();
        var begun = paths.StateSteps().LastOrDefault(-1);
        var aimed = random.Next(2) == 0;
        // A few die before they have begun to train; most some time after their first step.
        var early = random.Next(8) == 0 ? TimeSpan.FromMilliseconds(random.Next(400)) : TimeSpan.MaxValue;
        while (!tool.HasEnded && started.Elapsed < early && paths.StateSteps().LastOrDefault(-1) == begun)
        {
            Thread.Sleep(1);
        }
        if (started.Elapsed < early && !tool.HasEnded)
        {
            Thread.Sleep(random.Next(100));
        }
        while (aimed && !tool.HasEnded && !Temporaries(paths).Any())
        {
            Thread.Yield();
        }
    }

    private static IEnumerable<string> Temporaries(RunPaths paths) =>
        Directory.Exists(paths.Folder) ? Directory.EnumerateFiles(paths.Folder, "*.tmp", SearchOption.AllDirectories) : [];

    private static string[] Command(string config, RunPaths paths) =>
        ["train", config, "--out", paths.Folder, "--threads", "1", .. paths.HoldsRun ? ["--resume"] : Array.Empty<string>()];

    private static RunPaths Finish(TempFolder folder, string config, string name)
    {
        var paths = new RunPaths(folder.File(name));
        Assert.Equal(0, Tool.Run(Command(config, paths)).ExitCode);
        Assert.Equal(0, Tool.Run("analyze", paths.Folder).ExitCode);
        return paths;
    }

    private static void AssertSame(RunPaths expected, RunPaths actual)
    {
        Assert.Equal(File.ReadAllBytes(expected.Metrics), File.ReadAllBytes(actual.Metrics));
        Assert.Equal(File.ReadAllBytes(expected.Timeline), File.ReadAllBytes(actual.Timeline));
        Assert.Equal(expected.StateSteps(), actual.StateSteps());
        Assert.Equal(expected.CheckpointSteps(), actual.CheckpointSteps());
        Assert.All(expected.CheckpointSteps(), step =>
            Assert.Equal(File.ReadAllBytes(expected.Checkpoint(step)), File.ReadAllBytes(actual.Checkpoint(step))));
        Assert.Empty(Temporaries(actual));
    }
}
