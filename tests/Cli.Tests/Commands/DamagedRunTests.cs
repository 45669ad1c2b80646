using System.Text.Json;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Run folders that are not as training left them: refused without a change, or put right, and said in either case.</summary>
[Trait("lane", "full")]
public sealed class DamagedRunTests : IDisposable
{
    private static readonly string[] Further = ["--resume", "--set", "max_steps=60"];

    private readonly TempFolder folder = new();
    private readonly RunPaths run;

    public DamagedRunTests() => run = new RunPaths(TinyRun.Train(folder));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("state/step-000040.safetensors")]
    [InlineData("metrics.csv")]
    [InlineData("timing.csv")]
    public void Resume_OfAFinishedRunWithADamagedFile_ChangesNothing(string file)
    {
        File.WriteAllText(Path.Combine(run.Folder, file), "damaged");

        RefusedWithoutAChange(file, "train", run.Folder, Further);
    }

    [Fact]
    public void Resume_OfAnEditedConfig_NamesEachKeyWithBothValuesAndChangesNothing()
    {
        Edit();

        var error = RefusedWithoutAChange(run.Config, "train", run.Folder, Further);

        Assert.Contains(
            "not the config that the run was trained with: split.seed is 7, was 0; training.learning_rate is 0.01, was 0.001 (step-000040.safetensors). ",
            error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_OfASeedWithAnEditedConfig_FailsAndTrainsTheOthers()
    {
        var config = folder.File("tiny.json");
        Assert.Equal(0, Tool.Run("train", config, "--out", folder.File("set"), "--seeds", "0,1").ExitCode);
        var edited = new RunPaths(folder.File("set/seed-1"));
        File.WriteAllText(edited.Config, File.ReadAllText(edited.Config).Replace("\"seed\": 1", "\"seed\": 2", StringComparison.Ordinal));

        var result = Tool.Run(["train", config, "--out", folder.File("set"), "--seeds", "0,1", .. Further]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("model.seed is 1, was 2", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("report")]
    [InlineData("classify")]
    public void Study_OfAnEditedConfig_SaysSo(string command)
    {
        Edit();

        var result = Tool.Run(command, run.Folder);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            $"grokking: {run.Config}: not the config that the run was trained with: split.seed is 7, was 0; training.learning_rate is 0.01, was 0.001 "
            + "(step-000040.safetensors).\n", result.Error);
    }

    [Fact]
    public void Study_OfAnEditedConfig_KeepsTheNote()
    {
        Edit();

        Assert.Equal(0, Tool.Run("report", run.Folder, "--no-pictures").ExitCode);

        Assert.Contains("training.learning_rate is 0.01, was 0.001", Note(), StringComparison.Ordinal);
        Assert.Contains("training.learning_rate is 0.01, was 0.001", File.ReadAllText(run.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAConfigEditedAfterTheAnalysis_SaysSo()
    {
        Tool.Run("analyze", run.Folder);
        Edit();

        Assert.Equal(0, Tool.Run("report", run.Folder, "--no-pictures").ExitCode);

        Assert.Contains("training.learning_rate is 0.01, was 0.001", File.ReadAllText(run.Report), StringComparison.Ordinal);
    }

    [Fact]
    public void Study_OfARunResumedWithMoreSteps_SaysNothing()
    {
        Assert.Equal((0, ""), Result("train", run.Folder, Further));

        Assert.Equal((0, ""), Result("report", run.Folder, "--no-pictures"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Resume_OfAFinishedRunWithoutItsLastCheckpoint_MakesItAnew(bool withState)
    {
        var before = TinyRun.Checkpoint(run.Folder);
        File.Delete(run.Checkpoint(TinyRun.Steps));
        if (!withState)
        {
            File.Delete(run.State(TinyRun.Steps));
        }

        var result = Tool.Run("train", run.Folder, "--resume");

        Assert.Equal((0, $"grokking: {run.Folder}: the checkpoint of its last step, 40, is missing; it is made anew.\n"), (result.ExitCode, result.Error));
        Assert.Contains($"from step {(withState ? 40 : 30)}\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(before, TinyRun.Checkpoint(run.Folder));
        Assert.Equal(RunStatus.Finished, Run.Open(run.Folder).Summary!.Status);
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("report")]
    [InlineData("classify")]
    public void Study_OfAFinishedRunWithoutItsLastCheckpoint_SaysWhichItTakes(string command)
    {
        File.Delete(run.Checkpoint(TinyRun.Steps));

        var result = Tool.Run(command, run.Folder);

        Assert.Equal(
            (0, $"grokking: {run.Folder}: trained to step 40, whose checkpoint is missing; the last that is there is of step 30. train --resume makes it anew.\n"),
            (result.ExitCode, result.Error));
    }

    [Fact]
    public void Resume_WithADamagedNewestState_OffersTheOneBeforeItWhichGoesOn()
    {
        var whole = TinyRun.Train(folder, "whole", "--set", "max_steps=60");
        File.WriteAllText(run.State(40), "damaged");
        File.WriteAllText(run.State(30), "damaged too");

        var error = RefusedWithoutAChange("step-000040.safetensors: ", "train", run.Folder, Further);
        Assert.EndsWith(" The state before it that can be read is of step 20: --resume --from 20 goes on there.\n", error, StringComparison.Ordinal);
        var result = Tool.Run(["train", run.Folder, "--from", "20", .. Further]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("from step 20\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(TinyRun.Checkpoint(whole, 60), TinyRun.Checkpoint(run.Folder, 60));
        Assert.Equal(File.ReadAllBytes(new RunPaths(whole).Metrics), File.ReadAllBytes(run.Metrics));
    }

    [Fact]
    public void Resume_FromAnEarlierStep_LeavesNoLaterStateToATrap()
    {
        File.WriteAllText(run.State(40), "damaged");

        var stopped = Tool.RunInterruptedAt("      20", ["train", run.Folder, "--from", "20", .. Further]);
        var result = Tool.Run(["train", run.Folder, .. Further]);

        Assert.Equal((130, 0), (stopped.ExitCode, result.ExitCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Resume_WithoutStates_BeginsAnewAndSaysWhereThatLosesSteps(bool trained)
    {
        var before = TinyRun.Checkpoint(run.Folder);
        Directory.Delete(run.States, recursive: true);
        File.Delete(run.Summary);
        if (!trained)
        {
            foreach (var step in run.CheckpointSteps().Where(step => step > 0))
            {
                File.Delete(run.Checkpoint(step));
            }
        }

        Assert.Equal((0, trained ? $"grokking: {run.Folder}: holds no state to go on from; it begins anew at step 0.\n" : ""), Result("train", run.Folder, "--resume"));
        Assert.Equal(before, TinyRun.Checkpoint(run.Folder));
    }

    [Fact]
    public void Resume_WithNoStateThatCanBeRead_SaysSo()
    {
        Array.ForEach(Directory.GetFiles(run.States), path => File.WriteAllText(path, "damaged"));

        var error = RefusedWithoutAChange("step-000040.safetensors: ", "train", run.Folder, Further);

        Assert.EndsWith(" No other state can be read: --force trains the run anew.\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from 25 --resume", "--from: expected a step whose state was kept (0, 1, 2, 4, 8, 10, 20, 30, 40), got 25.")]
    [InlineData("--from 20", "--from names the state that --resume goes on from: expected both, got --from alone.")]
    public void From_OnWrongCommandLine_SaysWhatWasExpected(string options, string message) =>
        Assert.Equal($"grokking: {message}\n", RefusedWithoutAChange("--from", "train", run.Folder, options.Split(' ')));

    [Fact]
    public void CheckpointsOfOtherNames_AreNotListed()
    {
        File.Copy(run.Checkpoint(10), Path.Combine(run.Checkpoints, "step-9.safetensors"));
        File.Copy(run.State(10), Path.Combine(run.States, "step-9.safetensors"));

        Assert.Equal((0, ""), Result("analyze", run.Folder));
        Assert.DoesNotContain("9", Tool.Run("train", run.Folder, "--fork", "7", "--out", folder.File("fork")).Error.Split("kept")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void RepeatedRows_AreKeptOnceAndSaid()
    {
        var whole = TinyRun.Train(folder, "whole", "--set", "max_steps=60");
        Repeat(run.Metrics);
        Repeat(run.Timing);

        Assert.Equal(Run.Open(whole).Metrics.Take(13), Run.Open(run.Folder).Metrics);
        var result = Tool.Run(["train", run.Folder, .. Further]);

        Assert.Equal((0, $"grokking: {run.Metrics}: 3 rows were there again; each is kept once.\n"), (result.ExitCode, result.Error));
        Assert.Equal(File.ReadAllBytes(new RunPaths(whole).Metrics), File.ReadAllBytes(run.Metrics));
        Assert.Equal(File.ReadLines(new RunPaths(whole).Timing).Count(), File.ReadLines(run.Timing).Count());
    }

    [Theory]
    [InlineData("report")]
    [InlineData("train", "--resume", "--set", "max_steps=60")]
    public void RepeatedRows_WithOtherValues_AreRefused(string command, params string[] options)
    {
        var lines = File.ReadAllLines(run.Metrics);
        File.AppendAllText(run.Metrics, lines[5].Replace(",0.", ",7.", StringComparison.Ordinal) + "\n");

        var error = RefusedWithoutAChange(run.Metrics, command, run.Folder, options);

        Assert.Contains($"line {lines.Length + 1}: step 5 is there again, with other values than in line 6.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analysis.json", "not json")]
    [InlineData("analysis.json", "{}")]
    [InlineData("timeline.csv", "")]
    [InlineData("timeline.csv", "step,x\n0,one\n")]
    public void Report_WithADamagedAnalysis_MakesItAnewAndSaysSo(string file, string content)
    {
        Tool.Run("analyze", run.Folder);
        var path = Path.Combine(run.Analysis, file);
        var before = File.ReadAllText(path);
        File.WriteAllText(path, content);

        var result = Tool.Run("report", run.Folder, "--no-pictures");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"grokking: {path}", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(" The analysis is made anew.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.True(File.Exists(run.Report));
    }

    private void Edit() => File.WriteAllText(run.Config, ConfigJson.Write(
        ConfigJson.With(Run.Open(run.Folder).Config, ["learning_rate=0.01", "split.seed=7"])));

    private static void Repeat(string log)
    {
        var lines = File.ReadAllLines(log);
        File.WriteAllLines(log, [.. lines[..8], .. lines[4..7], .. lines[8..]]);
    }

    private string Note()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(run.AnalysisJson));
        return document.RootElement.GetProperty("notes").GetProperty("source").GetString()!;
    }

    private string RefusedWithoutAChange(string message, string command, string path, params string[] options)
    {
        var before = Contents();
        var result = Tool.Run([command, path, .. options]);
        Assert.Equal((2, ""), (result.ExitCode, command == "train" ? result.Out : ""));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, command == "train" ? Contents() : before);
        return result.Error;
    }

    private static (int, string) Result(string command, string path, params string[] options)
    {
        var result = Tool.Run([command, path, .. options]);
        return (result.ExitCode, result.Error);
    }

    private string Contents() => string.Join('\n', Directory.EnumerateFileSystemEntries(run.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {(File.Exists(path) ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))) : "")}"));
}
