using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class ReportCommandTests
{
    [Fact]
    public void Report_AnalysesFirstWhereThatIsMissing()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("report", run, "--no-pictures");

        var paths = new RunPaths(run);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(File.Exists(paths.AnalysisJson));
        Assert.Contains("</html>", File.ReadAllText(paths.Report), StringComparison.Ordinal);
        Assert.EndsWith($"  report       {paths.Report}\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_KeepsAnAnalysisThatIsCurrent()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Tool.Run("analyze", run, "--key-frequencies", "1");

        var result = Tool.Run("report", run, "--no-pictures");

        Assert.DoesNotContain("Measuring", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_AfterMoreTraining_AnalysesAnew()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Tool.Run("analyze", run);
        Tool.Run("train", run, "--resume", "--set", "max_steps=50");

        var result = Tool.Run("report", run, "--no-pictures");

        Assert.Contains("step 50\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    public void Report_DrawsItsFiguresInTheFormatAskedFor_AndLinksThem(string format)
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("report", run, "--format", format);

        var paths = new RunPaths(run);
        var pictures = Directory.GetFiles(paths.Figures).Select(Path.GetFileName).ToList();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"({pictures.Count} {format.ToUpperInvariant()} files)", result.Out, StringComparison.Ordinal);
        Assert.All(pictures, name => Assert.EndsWith("." + format, name, StringComparison.Ordinal));
        Assert.All(
            pictures,
            name => Assert.Contains($"href=\"figures/{name}\"", File.ReadAllText(paths.Report), StringComparison.Ordinal));
    }

    [Fact]
    public void Report_InAnotherFormat_LeavesNoPictureOfAnEarlierOne()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Tool.Run("report", run);

        Tool.Run("report", run, "--format", "svg");

        Assert.Empty(Directory.GetFiles(new RunPaths(run).Figures, "*.png"));
    }

    [Fact]
    public void Report_InAFormatThatIsNone_IsRefusedBeforeAnyWork()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("report", run, "--format", "jpg");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--format: expected png or svg, got 'jpg'.", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(new RunPaths(run).AnalysisJson));
    }

    [Fact]
    public void Report_OfARunWithoutCheckpoints_SaysWhatToDo()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Directory.Delete(new RunPaths(run).Checkpoints, recursive: true);

        var result = Tool.Run("report", run);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "expected at least one checkpoint, found none; train the run first.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("lane", "full")]
    public void TrainAnalyzeReport_AsProcesses_LeaveAWholeRun()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);

        var train = ToolProcess.Run(folder.Path, "train", "tiny.json");
        var analyze = ToolProcess.Run(folder.Path, "analyze", "runs/tiny");
        var report = ToolProcess.Run(folder.Path, "report", "runs/tiny");

        Assert.All([train, analyze, report], result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.All([train, analyze, report], result => Assert.DoesNotContain('\u001b', result.Out));
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("runs/tiny/figures"), "*.png"));
        Assert.Equal(
            ["analysis", "checkpoints", "config.json", "figures", "metrics.csv", "report.html", "state", "summary.json",
                "timing.csv"],
            Directory.EnumerateFileSystemEntries(folder.File("runs/tiny")).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Report_OfACheckpoint_IsThePageOfWhatNeedsNoHistory()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(TinyRun.Steps);

        var result = Tool.Run("report", checkpoint, "--out", folder.File("page"), "--no-pictures");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var page = File.ReadAllText(folder.File("page/report.html"));
        Assert.Contains("a checkpoint alone", page, StringComparison.Ordinal);
        Assert.Contains("id=\"figure-attention-maps\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"figure-loss-curves\"", page, StringComparison.Ordinal);
        Assert.Contains(FileHash.Sha256(checkpoint), page, StringComparison.Ordinal);
        Assert.Contains("grokking report ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAFolderOfRuns_IsOnePageWithEveryRun()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs"));
        TinyRun.Train(folder, "runs/seed-2");
        TinyRun.Train(folder, "runs/seed-10", "--set", "model.seed=10");

        var result = Tool.Run("report", folder.File("runs"), "--no-pictures");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var page = File.ReadAllText(folder.File("runs/report.html"));
        Assert.Contains("runs: 2 runs", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<td>seed-2</td>", StringComparison.Ordinal) is > 0 and var first
            && first < page.IndexOf("<td>seed-10</td>", StringComparison.Ordinal));
        Assert.True(File.Exists(folder.File("runs/seed-10/analysis/analysis.json")));
        Assert.Equal(0, Tool.Run("report", folder.File("runs"), "--no-pictures").ExitCode);
    }

    [Fact]
    public void APage_SaysWhereItComesFrom()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        Tool.Run("report", run, "--no-pictures");

        var page = File.ReadAllText(new RunPaths(run).Report).Replace('\u00a0', ' ');
        Assert.All(
            new[] { "made again by", "made by", "seeds", "engine", "machine", "trained on",
                FileHash.Sha256(new RunPaths(run).Checkpoint(TinyRun.Steps)), "href=\"https://arxiv.org/abs/2301.05217\"" },
            word => Assert.Contains(word, page, StringComparison.Ordinal));
    }
}
