using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A run's folder: its config, its state, and what is there of it.</summary>
internal static class RunText
{
    /// <summary>The run.</summary>
    public static TextPage Of(Run run, int width)
    {
        var progress = RunProgress.Of(run);
        return new TextPage(width)
            .Heading($"{PathText.Of(run.Paths.Folder)}: {progress.Status} at step {NumberText.Count(progress.Step)} of {NumberText.Count(run.Config.Training.MaxSteps)}")
            .Pairs(ConfigText.Rows(run.Config))
            .Line()
            .Pairs([.. Results(run, progress.Summary), ("checkpoints", Checkpoints(run))])
            .Line()
            .Pairs(
                ("analysis", Existing(run.Paths.AnalysisJson)),
                ("timeline", Existing(run.Paths.Timeline)),
                ("report", Existing(run.Paths.Report)));
    }

    private static (string Name, string Value)[] Results(Run run, RunSummary? summary)
    {
        if (summary is not null)
        {
            return
            [
                .. TrainingText.Accuracies(summary),
                ("time", $"{NumberText.Duration(TimeSpan.FromSeconds(summary.WallSeconds))}, {NumberText.Count(summary.Threads, "thread")}, {summary.Machine.Os}"),
            ];
        }
        return File.Exists(run.Paths.Metrics) && run.Metrics is [.., var row]
            ? TrainingText.Accuracies(row)
            : [];
    }

    private static string Checkpoints(Run run) => run.Steps is [var first, .., var last]
        ? $"{run.Steps.Count}, steps {NumberText.Count(first)} to {NumberText.Count(last)}"
        : NumberText.Count(run.Steps.Count);

    private static string Existing(string path) => File.Exists(path) ? PathText.Of(path) : "not written yet";
}
