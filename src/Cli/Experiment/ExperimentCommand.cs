using System.CommandLine;
using System.CommandLine.Completions;
using Grokking.Experiments;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Carries out a study of the field, and writes what came out beside what the papers say.</summary>
internal sealed class ExperimentCommand : ToolCommand
{
    private static readonly string[] Scales = ["small", "paper"];

    private readonly Terminal terminal;
    private readonly Argument<string> name =
        new Argument<string>("name") { HelpName = "NAME", Description = "The experiment: see the list below." }
        .With(_ => ExperimentCatalogue.All.Select(known => new CompletionItem(known.Id, documentation: known.Title)));
    private readonly Option<string?> scale = CommandOptions.Text(
        "--scale", "SCALE",
        "small: minutes on a laptop; the report says what was made smaller. paper: the papers' settings, meant for a cluster. "
            + "Default: small.").With(Scales);
    private readonly Option<string?> folder =
        CommandOptions.Out("The experiment's folder, which is a sweep. Default: runs/NAME, or runs/NAME-paper.");
    private readonly Option<int?> threads =
        CommandOptions.Number("--threads", "N", 1, 1024, "How many runs at a time, one thread each. Default: one for each core.");
    private readonly Option<bool> plan = new(
        "--plan") { Description =
            "Only plans: writes the folder's plan and says what it costs. 'sweep run' and 'sweep submit' can carry it out." };
    private readonly Option<bool> collect = new(
        "--collect") { Description =
            "Trains nothing: reads the runs as they stand, such as those of a cluster, and writes the findings." };
    private readonly Option<bool> noPng = new("--no-png") { Description = "Draws no pictures beside the page." };

    /// <summary>The command over a terminal.</summary>
    public ExperimentCommand(Terminal terminal)
        : base("experiment", "Carry out a study of the field: its runs, figures, and the papers' values beside ours.")
    {
        this.terminal = terminal;
        Add(name);
        foreach (var option in new Option[] { scale, folder, threads, plan, collect, noPng })
        {
            Add(option);
        }
        Notes =
        [
            $"The experiments: {string.Join("; ", ExperimentCatalogue.All.Select(known => $"{known.Id} ({known.Title})"))}.",
            "An experiment that was stopped goes on when it is asked for again, and so does one whose runs a cluster has carried "
                + "out meanwhile.",
        ];
        Examples =
        [
            ("experiment data-fraction --scale small", "Steps to generalise against the share of data, here and now."),
            ("experiment data-fraction --scale paper --plan", "Plans the papers' settings for a cluster, and says what they cost."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var experiment = Find(parsed.GetRequiredValue(name));
        var asked = parsed.GetValue(scale) ?? Scales[0];
        if (!Scales.Contains(asked))
        {
            throw new UsageException($"--scale: expected {string.Join(" or ", Scales)}, got '{asked}'.");
        }
        var size = asked == Scales[0] ? ExperimentScale.Small : ExperimentScale.Paper;
        var place =
            parsed.GetValue(folder) ?? Path.Combine("runs", experiment.Id + (size == ExperimentScale.Paper ? "-paper" : ""));
        var sweep = Planned(place, experiment.Plan(size));
        terminal.Out.Write(ExperimentText.Start(experiment, size, sweep, terminal.Out.Width));
        return parsed.GetValue(plan) ? ExitCode.Done
            : parsed.GetValue(collect)
            ? Write(
                experiment, new ExperimentRuns(sweep, size, parsed.GetValue(threads) ?? 1), sweep.Folder, !parsed.GetValue(noPng))
            : Carry(experiment, size, sweep, parsed);
    }

    private static Grokking.Experiments.Experiment Find(string id) =>
        ExperimentCatalogue.All.FirstOrDefault(known => known.Id == id)
        ?? throw new UsageException(
            $"experiment: '{id}' is unknown.{Suggest.Among(id, ExperimentCatalogue.All.Select(known => known.Id))}");

    // A plan that has grown by forks already is kept.
    private static SweepFolder Planned(string place, SweepPlan plan) =>
        SweepFolder.Holds(place) && SweepFolder.Open(place) is var held
            && plan.Runs.All(run => held.Plan.Runs.Any(mine => mine.Id == run.Id)) ? held : SweepFolder.Make(place, plan);

    private int Carry(Grokking.Experiments.Experiment experiment, ExperimentScale size, SweepFolder sweep, ParseResult parsed)
    {
        var options = new TrainOptions { Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount };
        using var stop = terminal.Interrupts.Listen();
        if (Train(ref sweep) is { } code)
        {
            return code;
        }
        sweep = SweepFolder.Make(sweep.Folder, experiment.Grow(new ExperimentRuns(sweep, size, options.Threads)));
        return Train(ref sweep)
            ?? Write(experiment, new ExperimentRuns(sweep, size, options.Threads), sweep.Folder, !parsed.GetValue(noPng));

        int? Train(ref SweepFolder all)
        {
            var results = SweepRunning.Run(terminal, all, SweepShard.Whole, options, stop.Token);
            if (stop.Token.IsCancellationRequested
                && results.Any(result => result.Status is not (SweepStatus.Finished or SweepStatus.NonFinite)))
            {
                terminal.Out.Write(new TextPage(terminal.Out.Width).Line($"Stopped; the same command goes on."));
                return ExitCode.Interrupted;
            }
            return null;
        }
    }

    private int Write(Grokking.Experiments.Experiment experiment, ExperimentRuns runs, string folder, bool pictures)
    {
        var findings = WorkDisplay.Run(terminal.Out, "Reading the runs", () => experiment.Read(runs));
        var report = ExperimentReport.Compose(experiment, runs, findings) with { Pictures = pictures ? PictureFormat.Png : null };
        var page = Path.Combine(folder, "report.html");
        HtmlReportWriter.Write(report, page);
        FindingsFile.Of(experiment, runs, findings).Write(Path.Combine(folder, "findings.json"));
        foreach (var (i, table) in findings.More.OfType<Table>().Index())
        {
            var lines = table.Rows.Prepend([.. table.Columns.Select(column => column.Heading)]).Select(row => Csv.Line(row));
            AtomicFile.WriteText(Path.Combine(folder, $"findings-{i + 1}.csv"), string.Concat(lines.Select(line => line + "\n")));
        }
        SweepFiles.Write(folder, runs.All, parquet: false);
        if (pictures)
        {
            WorkDisplay.Run(
                terminal.Out, $"Drawing {NumberText.Count(findings.Drawable.Count, "figure")}",
                () => Pictures.Write(findings.Drawable, Path.Combine(folder, "figures"), PictureFormat.Png));
        }
        terminal.Out.Write(ExperimentText.End(findings, page, terminal.Out.Width));
        return ExitCode.Done;
    }
}

/// <summary>What is said of an experiment.</summary>
internal static class ExperimentText
{
    /// <summary>What begins, and what it costs.</summary>
    public static TextPage Start(Grokking.Experiments.Experiment experiment, ExperimentScale scale, SweepFolder sweep, int width)
    {
        var cost = ExperimentCost.Of(sweep.Plan);
        var stopEarly = sweep.Plan.Runs.Any(run => run.Config.Training.StopWhenSolvedFor is not null);
        return new TextPage(width)
            .Heading($"{experiment.Id}: {experiment.Title}")
            .Pairs(
                ("runs", $"{NumberText.Count(cost.Runs)}, {NumberText.Count(cost.Steps)} steps in all"),
                ("cost",
                    $"{(stopEarly ? "at most" : "about")} {cost.Operations:0.#e+0} floating-point operations, "
                        + $"{NumberText.Measure(cost.CoreHours)} hours of one core"
                        + (stopEarly ? "; runs stop when they have solved their task" : "")),
                ("scale", scale == ExperimentScale.Small ? $"small: {experiment.Scaled}" : "the papers' settings"),
                ("folder", PathText.Of(sweep.Folder)));
    }

    /// <summary>What came out.</summary>
    public static TextPage End(ExperimentFindings findings, string page, int width)
    {
        var text = new TextPage(width).Line();
        foreach (var row in findings.Comparisons)
        {
            text.Heading($"{row.Setting}: {ExperimentReport.Word(row.Agreement)}")
                .Pairs(("paper", $"{row.Paper} ({row.Where})"), ("here", row.Ours), ("seeds", NumberText.Count(row.Seeds)),
                    ("why", row.Why));
        }
        return PlacesText.Add(text.Line(), "report", page);
    }
}
