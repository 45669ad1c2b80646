using System.CommandLine;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Lists the runs of a folder.</summary>
internal sealed class RunsCommand : ToolCommand
{
    private const string DefaultFolder = "runs";

    /// <summary>The command over a terminal.</summary>
    public RunsCommand(Terminal terminal)
        : base("runs", "List the runs in a folder: task, steps, state and verdict.")
    {
        var folder = new Argument<string>("dir")
        {
            HelpName = "DIR", Description = "The folder that holds the runs. Default: runs.",
                DefaultValueFactory = _ => DefaultFolder,
        }.With(Complete.Folders);
        Add(folder);
        Notes = ["The verdict is that of the run's analysis, where its last checkpoint has been analysed."];
        Examples = [("runs", "What is in runs."), ("runs runs/demo-seeds", "The runs of a sweep.")];
        SetAction(parsed => terminal.Out.Write(Page(parsed.GetRequiredValue(folder), terminal.Out.Width)));
    }

    private static TextPage Page(string folder, int width)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{PathText.Of(folder)}: there is no such folder.");
        }
        var runs = RunFolders.In(folder);
        // A folder of runs among the runs is one line: it has a list of its own.
        var groups = Directory.GetDirectories(folder).Where(RunFolders.IsFolderOfRuns).Order(StringComparer.Ordinal).ToList();
        var page = new TextPage(width);
        if (runs.Count + groups.Count == 0)
        {
            return page.Paragraph($"{PathText.Of(folder)} holds no runs. '{ToolName.Text} train demo' makes one.");
        }
        page.Table(["run", "task", ">steps", ">test accuracy", "state", "verdict"], [.. runs.Select(RunRow.Of)]);
        if (groups.Count > 0)
        {
            page.Line()
                .Pairs([.. groups.Select(group =>
                    (PathText.Name(group) + "/", NumberText.Count(RunFolders.In(group).Count, "run")))]);
        }
        return page;
    }
}

/// <summary>One run of a list.</summary>
internal static class RunRow
{
    /// <summary>Its cells; a run that cannot be read says so.</summary>
    public static IReadOnlyList<string> Of(string folder)
    {
        try
        {
            var run = Run.Open(folder);
            var progress = RunProgress.Of(run);
            var accuracy = progress.Summary?.Final?.TestAccuracy
                ?? (File.Exists(run.Paths.Metrics) && run.Metrics is [.., var last] ? last.TestAccuracy : null);
            return [PathText.Name(folder), run.Operation.Description, NumberText.Count(progress.Step),
                NumberText.Percent(accuracy), progress.Status, Verdict(run)];
        }
        catch (InvalidDataException)
        {
            return [PathText.Name(folder), "-", "-", "-", "damaged", "-"];
        }
    }

    private static string Verdict(Run run)
    {
        if (!File.Exists(run.Paths.AnalysisJson) || run.Steps is not [.., var last])
        {
            return "not analysed";
        }
        var analysis = AnalysisJson.ReadFile(run.Paths.AnalysisJson);
        return analysis.Source.Sha256 == FileHash.Sha256(run.Paths.Checkpoint(last))
            ? VerdictWord.Of(analysis) ?? "-" : "of an earlier step";
    }
}
