using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>
/// Every command that writes is killed again and again, at moments of chance and while it writes a file, and called again each
/// time. <c>GROKKING_KILLS=200</c> makes it a long run.
/// </summary>
[Trait("lane", "full")]
public sealed partial class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int FewKills = 10;
    private const int KillsOfACommand = 3;

    // Most of the time goes into writing: every second step has a checkpoint and a state.
    private static readonly RunConfig Config = TinyRun.Config with
    {
        Training = TinyRun.Config.Training with { MaxSteps = 60, CheckpointEvery = 2, LogEvery = 1, BatchSize = 7 },
    };

    /// <summary>What is done one after the other, each command until it comes to its end, with the part of the folder that it
    /// writes.</summary>
    private static readonly (string Name, string[] Command, string Writes)[] Commands =
    [
        ("train", ["train", "../tiny.json", "--out", "run", "--threads", "1"], "run"),
        ("resume of a resume", ["train", "run", "--resume", "--set", "max_steps=80", "--threads", "1"], "run"),
        ("sweep",
        ["train", "../tiny.json", "--out", "set", "--seeds", "0..2", "--threads", "2", "--resume", "--set", "max_steps=24"],
        "set"),
        ("analyze", ["analyze", "run"], "run/analysis"),
        ("report", ["report", "run"], "run"),
    ];

    private readonly TempFolder folder = new();
    private readonly Random random = new(1);
    private readonly Dictionary<string, (int Kills, int WhileWriting)> counts = Commands.ToDictionary(command =>
        command.Name, _ => (0, 0));

    private static int Kills { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GROKKING_KILLS"), CultureInfo.InvariantCulture, out var many)
            ? many : FewKills;

    private int Killed => counts.Values.Sum(count => count.Kills);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Commands_KilledAtAnyMomentAndCalledAgain_WriteTheBytesOfOnesThatNeverStopped()
    {
        TinyRun.WriteConfig(folder, Config);
        var whole = Work("whole");
        var times = Commands.Select(command => Time(() => AssertEnds(ToolProcess.Run(whole, command.Command)))).ToList();

        for (var round = 0; Killed < Kills || counts.Values.Any(count => count.Kills == 0); round++)
        {
            var work = Work($"round-{round}");
            foreach (var (command, time) in Commands.Zip(times))
            {
                RunUnderFire(work, whole, command, time);
            }
            AssertSame(Contents(whole), Contents(work));
            AssertNothingIsLeft(work);
        }

        output.WriteLine(
            $"{Killed} kills: "
                + $"{string.Join(", ", counts.Select(count => $"{count.Key} {count.Value.Kills} ({count.Value.WhileWriting} of them while a file was written)"))}");
    }

    private string Work(string name) => Directory.CreateDirectory(folder.File(name)).FullName;

    private void RunUnderFire(string work, string whole, (string Name, string[] Command, string Writes) command, TimeSpan time)
    {
        for (var attempt = 0; attempt < KillsOfACommand; attempt++)
        {
            var earlier = Temporaries(work).ToHashSet();
            using var tool = ToolProcess.Start(work, Again(work, command.Command));
            WaitForTheMoment(tool, () => Temporaries(Path.Combine(work, command.Writes)).Except(earlier).Any(), time);
            if (!tool.Kill())
            {
                // It was done before.
                AssertEnds(tool.End());
                continue;
            }
            var (killed, whileWriting) = counts[command.Name];
            counts[command.Name] = (killed + 1, whileWriting + (Temporaries(work).Except(earlier).Any() ? 1 : 0));
            AssertPartOf(whole, work);
        }
        AssertEnds(ToolProcess.Run(work, Again(work, command.Command)));
    }

    // A run that was begun goes on; all other commands are called as they were.
    private static string[] Again(string work, string[] command) =>
        command is ["train", "../tiny.json", ..] && !command.Contains("--resume")
            && new RunPaths(Path.Combine(work, "run")).HoldsRun ? [.. command, "--resume"] : command;

    // Some die before they have begun, most in the middle, and every second one when it is seen to write a file.
    private void WaitForTheMoment(ToolProcess tool, Func<bool> writes, TimeSpan time)
    {
        var aimed = random.Next(2) == 0;
        var started = Stopwatch.StartNew();
        var moment = time * random.NextDouble();
        while (!tool.HasEnded && started.Elapsed < moment)
        {
            Thread.Sleep(1);
        }
        while (aimed && !tool.HasEnded && !writes())
        {
            Thread.Yield();
        }
    }

    private static IEnumerable<string> Temporaries(string work)
    {
        try
        {
            return Directory.Exists(work) ? [.. Directory.EnumerateFiles(work, "*.tmp", SearchOption.AllDirectories)] : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static TimeSpan Time(Action action)
    {
        var started = Stopwatch.StartNew();
        action();
        return started.Elapsed;
    }

    // A killed process's lock is taken over, and that is all there is to say.
    private static void AssertEnds(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Contains("was cut off while it wrote this run", line, StringComparison.Ordinal));
    }

    // Whatever is there is whole: a checkpoint, a state and an analysis are already what they will be.
    private static void AssertPartOf(string whole, string work)
    {
        var (expected, actual) = (Contents(whole), Contents(work));
        foreach (
            var file in actual.Keys.Where(file =>
                file.EndsWith(".safetensors", StringComparison.Ordinal) || file.Contains("analysis/", StringComparison.Ordinal)))
        {
            Assert.True(expected[file] == actual[file], file);
        }
        foreach (var run in Directory.EnumerateFiles(work, "config.json", SearchOption.AllDirectories)
            .Select(config => Run.Open(Path.GetDirectoryName(config)!)))
        {
            Assert.NotEqual(RunStatus.NonFinite, run.Summary?.Status);
            Assert.Empty(run.Doubts());
        }
    }

    private static void AssertSame(Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.True(file.Value == actual[file.Key], file.Key));
    }

    // What an analysis that was killed left is kept for as long as another one might still be writing it.
    private static void AssertNothingIsLeft(string work)
    {
        foreach (var leftover in Temporaries(work))
        {
            File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-2));
        }
        Assert.Equal(0, Tool.Run("analyze", Path.Combine(work, "run")).ExitCode);
        Assert.Equal(0, Tool.Run("report", Path.Combine(work, "run")).ExitCode);
        Assert.Empty(Temporaries(work));
        Assert.Empty(Directory.EnumerateFiles(work, "run.lock", SearchOption.AllDirectories));
    }

    // Every file but those that say how long something took, which differs; and temporary ones, which none is to read.
    private static Dictionary<string, string> Contents(string work) =>
        Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories)
        .Where(path =>
            Path.GetExtension(path) != ".tmp" && Path.GetFileName(path) is not ("timing.csv" or "summary.json" or "run.lock"))
        .ToDictionary(path => Path.GetRelativePath(work, path).Replace('\\', '/'), Content);

    private static string Content(string path) => (Path.GetFileName(path), Path.GetDirectoryName(path)) switch
    {
        ("seeds.csv", _) => Regex.Replace(File.ReadAllText(path), ",[^,\n]*\n", "\n"),
        ("report.html", _) => TrainingTime().Replace(File.ReadAllText(path), ""),
        (_, { } parent) when Path.GetFileName(parent) == "state" => Weights(path),
        _ => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))),
    };

    private static string Weights(string state) => string.Join('\n', Safetensors.Read(state).Tensors.Select(
        tensor =>
            $"{tensor.Key} "
                + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Value.Span)))}"));

    [GeneratedRegex(@"[0-9]+ s on [0-9]+ threads?")]
    private static partial Regex TrainingTime();
}
