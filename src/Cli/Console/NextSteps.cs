using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The last lines of a command: where things are, and what can be done with them.</summary>
internal static class NextSteps
{
    /// <summary>After training.</summary>
    public static TextPage After(RunSummary summary, string folder, int width)
    {
        var paths = new RunPaths(folder);
        var page = new TextPage(width).Line().Pairs(
            ("metrics", PathText.Of(paths.Metrics)),
            ("checkpoints", $"{PathText.Of(paths.Checkpoints)} ({paths.CheckpointSteps().Count})"))
            .Line();
        return summary.Status == RunStatus.Interrupted
            ? page.Line($"To go on: {ToolName.Text} train {PathText.Quoted(folder)} --resume")
            : page.Line($"To see what it learned: {ToolName.Text} report {PathText.Quoted(folder)}");
    }
}
