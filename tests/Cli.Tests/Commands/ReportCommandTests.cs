using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class ReportCommandTests
{
    [Fact]
    public void Report_AnalysesFirstWhereThatIsMissing()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("report", run, "--no-png");

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

        var result = Tool.Run("report", run, "--no-png");

        Assert.DoesNotContain("Measuring", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_AfterMoreTraining_AnalysesAnew()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Tool.Run("analyze", run);
        Tool.Run("train", run, "--resume", "--set", "max_steps=50");

        var result = Tool.Run("report", run, "--no-png");

        Assert.Contains("step 50\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WithoutABrowser_WritesThePageAndSaysWhatIsMissing()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("report", run);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(File.Exists(new RunPaths(run).Report));
        Assert.Contains("No PNG files. GROKKING_BROWSER is 'no-browser'", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfARunWithoutCheckpoints_SaysWhatToDo()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        Directory.Delete(new RunPaths(run).Checkpoints, recursive: true);

        var result = Tool.Run("report", run);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected at least one checkpoint, found none; train the run first.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainAnalyzeReport_AsProcesses_LeaveAWholeRun()
    {
        Assert.SkipWhen(NoBrowser(), "there is no Chromium, Chrome or Edge to draw PNG files with");
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);

        var train = ToolProcess.Run(folder.Path, "train", "tiny.json");
        var analyze = ToolProcess.Run(folder.Path, "analyze", "runs/tiny");
        var report = ToolProcess.Run(folder.Path, "report", "runs/tiny");

        Assert.All([train, analyze, report], result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.All([train, analyze, report], result => Assert.DoesNotContain('\u001b', result.Out));
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("runs/tiny/figures"), "*.png"));
        Assert.Equal(
            ["analysis", "checkpoints", "config.json", "figures", "metrics.csv", "report.html", "state", "summary.json", "timing.csv"],
            Directory.EnumerateFileSystemEntries(folder.File("runs/tiny")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static bool NoBrowser()
    {
        string[] programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return !programs.Any(File.Exists);
    }
}
