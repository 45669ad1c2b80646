using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What is said of the runs of a sweep.</summary>
internal static class SweepText
{
    private static readonly string[] Columns = [">seed", ">99 % train", ">99 % test", ">test loss", ">accuracy", "status"];

    /// <summary>What begins.</summary>
    public static TextPage Start(SweepRequest request, TrainOptions options, int width)
    {
        var config = request.Runs[0].Config;
        var held = options.Resume ? request.Runs.Count(run => new RunPaths(run.Folder).HoldsRun) : 0;
        return new TextPage(width)
            .Heading((held > 0 ? "Going on with" : "Training")
            + $" {request.Name} from {NumberText.Count(request.Seeds.Count, "seed")} into {PathText.Of(request.Folder)}")
            .Pairs(
            [
                .. ConfigText.Rows(config),
                ("seeds", SeedList.Text(request.Seeds) + (held > 0 ? $"; {NumberText.Count(held)} begun or done before" : "")),
                ("engine",
                    $"{TrainingText.Engine(EngineSelection.Resolve(config, new RunPaths(request.Runs[0].Folder), options).Training)}, {NumberText.Count(Math.Min(options.Threads, request.Runs.Count), "run")} at a time, one thread each"),
            ]);
    }

    /// <summary>How each run ended, and where things are.</summary>
    /// <param name="request">The runs.</param>
    /// <param name="results">How each ended.</param>
    /// <param name="goOn">The command line that goes on with them, without the tool's name; null when they are not to go
    /// on.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage End(SweepRequest request, IReadOnlyList<SweepResult> results, string? goOn, int width)
    {
        var page =
            new TextPage(width).Line().Heading(Outcome(results)).Table(Columns, [.. results.OrderBy(Seed).Select(Row)]).Line();
        PlacesText.Add(page, "table", SweepTable.PathIn(request.Folder));
        PlacesText.Add(page, "runs", Path.Combine(request.Folder, "seed-*"), NumberText.Count(results.Count));
        return page.Line().Line(goOn is not null
            ? $"To go on: {ToolName.Text} {goOn}"
            : $"To see what they learned: {ToolName.Text} classify {PathText.Quoted(request.Folder)}/seed-*");
    }

    /// <summary>Why a run failed.</summary>
    public static TextPage Failure(SweepResult result, int width) =>
        new TextPage(width).Paragraph($"grokking: seed {Seed(result)}: {result.Failure!.Message}");

    /// <summary>Where a run stands, in a few words.</summary>
    public static string Status(SweepResult result) => result.Status switch
    {
        SweepStatus.Finished => "finished",
        SweepStatus.Interrupted => $"stopped at {NumberText.Count(result.Summary!.Steps)}",
        SweepStatus.NonFinite => $"loss not finite at {NumberText.Count(result.Summary?.Steps ?? 0)}",
        SweepStatus.Failed => "failed: files",
        SweepStatus.Unfinished => "unfinished",
        _ => "not begun",
    };

    /// <summary>Rate and time left.</summary>
    public static string Pace(SweepCount count) =>
        $"{NumberText.Rate(count.StepsPerSecond)} steps/s in all"
            + (count.Remaining is { } left ? $", {NumberText.Duration(left)} left" : "");

    /// <summary>Seeds in at most so many characters; what does not fit is left out at the end.</summary>
    public static string Seeds(IEnumerable<int> seeds, int width)
    {
        const string More = ", ...";
        var text = SeedList.Text(seeds);
        return text.Length > width && text.LastIndexOf(',', width - More.Length) is > 0 and var end ? text[..end] + More : text;
    }

    private static string Outcome(IReadOnlyList<SweepResult> results)
    {
        var grokked = results.Count(result => result.Summary?.StepsTo99Test is not null);
        var done = results.Count(result => result.Status == SweepStatus.Finished);
        return $"{NumberText.Count(done)} of {NumberText.Count(results.Count, "run")} trained to the end; "
            + $"{NumberText.Count(grokked)} reached 99 % on the test pairs";
    }

    private static string[] Row(SweepResult result)
    {
        var summary = result.Summary;
        return
        [
            $"{Seed(result)}", Step(summary?.StepsTo99Train), Step(summary?.StepsTo99Test),
            NumberText.Measure(summary?.Final?.TestLoss), NumberText.Percent(summary?.Final?.TestAccuracy), Status(result),
        ];
    }

    private static string Step(int? step) => step is { } reached ? NumberText.Count(reached) : "-";

    private static int Seed(SweepResult result) => result.Run.Config.Model.Seed;
}
