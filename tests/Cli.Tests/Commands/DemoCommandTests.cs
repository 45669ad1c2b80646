using Grokking.Training;

namespace Grokking.Cli.Tests;

[Trait("lane", "full")]
public sealed class DemoCommandTests
{
    private static readonly Preset Preset = new("demo", "a run of a second", TinyRun.Config);

    [Fact]
    public void Demo_TrainsAnalysesAndReports()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));

        var result = Tool.Demo(Preset, null, "--out", paths.Folder);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(
            [paths.Summary, paths.AnalysisJson, paths.Timeline, paths.Report], file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public void Demo_OfAFinishedRun_ReportsAnewWithoutTraining()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));
        Tool.Demo(Preset, null, "--out", paths.Folder);
        var trained = File.GetLastWriteTimeUtc(paths.Summary);
        File.Delete(paths.Report);

        var result = Tool.Demo(Preset, null, "--out", paths.Folder);

        Assert.Contains("--force trains it again.", result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(trained, File.GetLastWriteTimeUtc(paths.Summary));
        Assert.True(File.Exists(paths.Report));
    }

    [Fact]
    public void Demo_Interrupted_SaysHowToGoOnAndThenDoes()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));

        var first = Tool.Demo(Preset, "       0", "--out", paths.Folder);
        var second = Tool.Demo(Preset, null, "--out", paths.Folder);

        Assert.Equal(130, first.ExitCode);
        Assert.EndsWith($"To go on: grokking demo --out {paths.Folder}\n", first.Out, StringComparison.Ordinal);
        Assert.Contains("Going on with", second.Out, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Finished, RunSummary.Read(paths.Summary).Status);
    }

    [Fact]
    public void Demo_WithSet_TrainsTheChangedConfigAndKeepsTheSettingInTheLineThatGoesOn()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));

        var first = Tool.Demo(Preset, "       0", "--set", "max_steps=20", "p=7", "--out", paths.Folder);
        var second = Tool.Demo(Preset, null, "--out", paths.Folder, "--set", "max_steps=20", "p=7");

        Assert.EndsWith(
            $"To go on: grokking demo --out {paths.Folder} --set max_steps=20 p=7\n", first.Out, StringComparison.Ordinal);
        Assert.Equal(
            (0, 20, 7), (second.ExitCode, RunSummary.Read(paths.Summary).Steps, Training.Run.Open(paths.Folder).Config.Task.P));
    }

    [Fact]
    public void Demo_WithForce_TrainsAgain()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));
        Tool.Demo(Preset, null, "--out", paths.Folder);

        var result = Tool.Demo(Preset, null, "--out", paths.Folder, "--force");

        Assert.Contains("Training demo into", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_IntoAFolderWithAnotherRun_Refuses()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder, "other", "--set", "p=7");

        var error = Assert.Throws<UsageException>(() => Tool.Demo(Preset, null, "--out", run));

        Assert.Contains("holds a run of another config than the demo's.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_IntoAFolderWithOtherFiles_Refuses()
    {
        using var folder = new TempFolder();
        folder.Write("note.txt", "mine");

        Assert.Throws<OutputFolderException>(() => Tool.Demo(Preset, null, "--out", folder.Path));
    }
}
