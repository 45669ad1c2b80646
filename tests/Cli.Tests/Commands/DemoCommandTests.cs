using Grokking.Training;

namespace Grokking.Cli.Tests;

[Trait("lane", "full")]
public sealed class DemoCommandTests
{
    private static readonly Preset Preset = new("demo", "a run of a second", TinyRun.Config);

    [Fact]
    public void Demo_TrainsAnalysesAndReports_ThenReportsAnew_ThenTrainsAgainWithForce()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));

        var first = Tool.Demo(Preset, null, "--out", paths.Folder);

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.All(
            [paths.Summary, paths.AnalysisJson, paths.Timeline, paths.Report], file => Assert.True(File.Exists(file), file));
        var trained = File.GetLastWriteTimeUtc(paths.Summary);
        File.Delete(paths.Report);

        var second = Tool.Demo(Preset, null, "--out", paths.Folder);

        Assert.Contains("--force trains it again.", second.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(trained, File.GetLastWriteTimeUtc(paths.Summary));
        Assert.True(File.Exists(paths.Report));

        var third = Tool.Demo(Preset, null, "--out", paths.Folder, "--force");

        Assert.Contains("Training demo into", third.Out, StringComparison.Ordinal);
        Assert.True(trained < File.GetLastWriteTimeUtc(paths.Summary));
    }

    [Fact]
    public void Demo_InterruptedWithSet_KeepsTheSettingInTheLineThatGoesOnAndThenDoes()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(folder.File("demo"));

        var first = Tool.Demo(Preset, "       0", "--set", "max_steps=20", "p=7", "--out", paths.Folder);
        var second = Tool.Demo(Preset, null, "--out", paths.Folder, "--set", "max_steps=20", "p=7");

        Assert.Equal(130, first.ExitCode);
        Assert.EndsWith(
            $"To go on: grokking demo --out {paths.Folder} --set max_steps=20 p=7\n", first.Out, StringComparison.Ordinal);
        Assert.Contains("Going on with", second.Out, StringComparison.Ordinal);
        Assert.Equal((0, RunStatus.Finished), (second.ExitCode, RunSummary.Read(paths.Summary).Status));
        Assert.Equal(
            (20, 7), (RunSummary.Read(paths.Summary).Steps, Training.Run.Open(paths.Folder).Config.Task.P));
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
