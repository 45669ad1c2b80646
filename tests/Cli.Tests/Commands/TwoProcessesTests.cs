using System.Globalization;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Two processes on one run's folder: one writes it, the other is refused and has changed nothing.</summary>
[Trait("lane", "full")]
public sealed class TwoProcessesTests : IDisposable
{
    private static readonly RunConfig Endless = TinyRun.Config
        with { Training = TinyRun.Config.Training with { MaxSteps = 10_000_000, LogEvery = 1000, CheckpointEvery = 10_000 } };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--resume")]
    [InlineData("--force")]
    [InlineData("")]
    public void Train_OfARunThatGoesOn_IsRefused(string option)
    {
        using var tool = StartEndless("train", TinyRun.WriteConfig(folder, Endless), "--out", "run", "--threads", "1");

        AssertRefused(
            "run", tool,
            Here(["train", "tiny.json", "--out", "run", .. option.Length > 0 ? [option] : Array.Empty<string>()]));
        AssertStops(tool);
        Assert.False(File.Exists(folder.File("run/run.lock")));
    }

    [Fact]
    public void Sweep_OfRunsThatGoOn_IsRefused()
    {
        using var tool =
            StartEndless("train", TinyRun.WriteConfig(folder, Endless), "--out", "set", "--seeds", "0,1", "--threads", "2");

        AssertRefused("set", tool, Here("train", "tiny.json", "--out", "set", "--seeds", "0..3", "--resume"));
        AssertRefused("set", tool, Here("train", "tiny.json", "--out", "set", "--seeds", "0..3", "--force"));
        AssertRefused("set/seed-1", tool, Here("train", "set/seed-1", "--resume"));
        AssertStops(tool);
    }

    [Fact]
    public void Demo_OfADemoThatGoesOn_IsRefused()
    {
        using var tool = StartEndless("demo", "--set", "max_steps=1000000", "--threads", "1");

        AssertRefused("runs/demo", tool, ToolProcess.Run(folder.Path, "demo", "--set", "max_steps=1000000"));
        AssertStops(tool);
    }

    [Fact]
    public void Readers_OfARunThatGoesOn_NeedNoLock()
    {
        using var tool = StartEndless("train", TinyRun.WriteConfig(folder, Endless), "--out", "run", "--threads", "1");

        Assert.Equal((0, ""), (Here("inspect", "run") is var result ? result.ExitCode : 0, result.Error));
        AssertStops(tool);
    }

    [Theory]
    [InlineData(true, "train", "tiny.json", "--out", "run")]
    [InlineData(true, "train", "tiny.json", "--out", "run", "--force")]
    [InlineData(true, "train", "run", "--resume")]
    [InlineData(false, "train", "tiny.json", "--out", "run")]
    [InlineData(false, "train", "run", "--resume")]
    public void TwoStartsAtOnce_OneWinsAndTheRunIsWhole(bool locks, params string[] arguments)
    {
        Func<string, string[], ToolProcess> start = locks ? ToolProcess.Start : ToolProcess.StartWithoutLocks;
        var long_ = TinyRun.Config
            with { Training = TinyRun.Config.Training with { MaxSteps = 6000, LogEvery = 100, CheckpointEvery = 1000 } };
        TinyRun.WriteConfig(folder, long_);
        Trainer.Train(long_, folder.File("whole"), new TrainOptions { Threads = 1 });
        string[] line = [.. arguments, "--threads", "1"];
        if (arguments[^1] != "run")
        {
            Trainer.Train(
                long_, folder.File("run"), new TrainOptions { Threads = 1 }, cancellation: new CancellationToken(canceled: true));
        }

        using var one = start(folder.Path, line);
        using var two = start(folder.Path, line);
        var (first, second) = (one.End(), two.End());

        Assert.Equal([0, 2], new[] { first.ExitCode, second.ExitCode }.Order());
        AssertRefused("run", first.ExitCode == 0 ? one : two, first.ExitCode == 0 ? second : first);
        Assert.Equal(TinyRun.Checkpoint(folder.File("whole"), 6000), TinyRun.Checkpoint(folder.File("run"), 6000));
        Assert.Equal(File.ReadAllBytes(folder.File("whole/metrics.csv")), File.ReadAllBytes(folder.File("run/metrics.csv")));
    }

    [Theory]
    [InlineData("ln -s ../other run/run.lock")]
    [InlineData("ln -s /dev/zero run/run.lock")]
    [InlineData("mkfifo run/run.lock")]
    public void Resume_WithALockThatIsNoFile_RefusesAndTouchesNothing(string make)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        TinyRun.Train(folder);
        folder.Write("other", "mine");
        using (var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("sh", ["-c", make]) { WorkingDirectory = folder.Path })!)
        {
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }

        var result = Here("train", "run", "--resume");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("run.lock is a link, a pipe or a device", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.File("other")));
    }

    [Fact]
    public void Resume_OfARunWhoseProcessWasKilled_TakesItOverAndSaysSo()
    {
        using var tool = StartEndless("train", TinyRun.WriteConfig(folder, Endless), "--out", "run", "--threads", "1");
        tool.Kill();
        Assert.True(File.Exists(folder.File("run/run.lock")));

        using var second = StartEndless("train", "run", "--resume");

        AssertStops(second, $"grokking: run: process {tool.Id} on this machine was cut off while it wrote this run");
        Assert.False(File.Exists(folder.File("run/run.lock")));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("set/seed-0", "--seeds", "0")]
    public void Resume_OfAFinishedRunWhoseProcessWasKilledAtItsVeryEnd_DeletesWhatItLeft(string run, params string[] seeds)
    {
        string[] train = ["train", TinyRun.WriteConfig(folder), "--out", run.Split('/')[0], .. seeds];
        Assert.Equal(0, Here(train).ExitCode);
        folder.Write($"{run}/run.lock", $$"""{ "process": 4000000, "process_start": "1", "machine": "{{Environment.MachineName}}", "since": "2026-01-02T03:04:05Z" }""");

        var result = Here([.. train, "--resume"]);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(
            $"grokking: {run}: process 4000000 on this machine was cut off", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File($"{run}/run.lock")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Resume_WithoutLocks_GoesByTheProcessThatTheFileNames(bool alive)
    {
        using var tool = StartEndless("train", TinyRun.WriteConfig(folder, Endless), "--out", "run", "--threads", "1");
        if (!alive)
        {
            tool.Kill();
        }

        using var second = ToolProcess.StartWithoutLocks(folder.Path, "train", "run", "--resume", "--set", "max_steps=10000");
        var result = second.End();

        Assert.Equal(alive ? 2 : 0, result.ExitCode);
        Assert.Contains(
            $"process {tool.Id} on this machine {(alive ? "writes it" : "was cut off")}", result.Error, StringComparison.Ordinal);
    }

    // The other process is this one. What it says, it says of the folder's files as one does who is there.
    private ToolResult Here(params string[] arguments)
    {
        var result = Tool.Run(
            [.. arguments.Select(word => word.Split('/')[0] is "run" or "set" or "tiny.json" ? folder.File(word) : word)]);
        var below = folder.Path + Path.DirectorySeparatorChar;
        return result with { Error = result.Error.Replace(below, "", StringComparison.Ordinal) };
    }

    private ToolProcess StartEndless(params string[] arguments)
    {
        var started = DateTime.UtcNow;
        var tool = ToolProcess.Start(folder.Path, arguments);
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (!Directory.EnumerateFiles(folder.Path, "metrics.csv", SearchOption.AllDirectories)
            .Any(path => File.GetLastWriteTimeUtc(path) >= started && new FileInfo(path).Length > 200))
        {
            Assert.True(DateTime.UtcNow < deadline && !tool.HasEnded, "training did not begin");
            Thread.Sleep(5);
        }
        return tool;
    }

    private static void AssertStops(ToolProcess tool, string error = "")
    {
        tool.Signal("TERM");
        var result = tool.End();
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        Assert.Equal(error.Length == 0, result.Error.Length == 0);
    }

    private static void AssertRefused(string run, ToolProcess writer, ToolResult other)
    {
        Assert.Equal((2, ""), (other.ExitCode, other.Out));
        Assert.Matches(
            $@"^grokking: {Regex.Escape(run)}: process {writer.Id.ToString(CultureInfo.InvariantCulture)} on this machine writes it, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\. "
            + @"Wait until it has ended, or stop it\.\n$", other.Error);
    }
}
