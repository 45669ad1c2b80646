using System.CommandLine;
using System.Text.Json.Nodes;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Plans a grid of runs, carries it out here or on a cluster, and collects what came out.</summary>
internal sealed class SweepCommand : ToolCommand
{
    private const string Plan = "plan", Run = "run", Status = "status", Collect = "collect", Submit = "submit";
    private static readonly string[] Actions = [Plan, Run, Status, Collect, Submit];

    private readonly Terminal terminal;
    private readonly Argument<string> action =
        new("action") { HelpName = string.Join('|', Actions), Description = "What to do, in this order." };
    private readonly Argument<string> path = new Argument<string>("path")
    {
        HelpName = "GRID.json|DIR",
        Description = $"With {Plan}, a grid as docs/sweeps.md describes it; else the sweep's folder.",
    }.With(Complete.JsonFiles);
    private readonly Option<string?> folder =
        CommandOptions.Out($"With {Plan}: the sweep's folder. Default: runs/NAME, after the grid's file.");
    private readonly Option<string?> shard =
        CommandOptions.Text("--shard", "I/N", $"With {Run}: only the runs of the i-th of n shares, 1/n to n/n. Default: all.");
    private readonly Option<int?> threads = CommandOptions.Number(
        "--threads", "N", 1, 1024,
        "How many runs at a time, one thread each. Default: one for each core; 1 in a cluster's job.");
    private readonly Option<bool> json = CommandOptions.Json($"With {Status}: one JSON document.");
    private readonly Option<bool> parquet = CommandOptions.Parquet($"the tables of {Collect}");
    private readonly Option<bool> slurm =
        new("--slurm") { Description = $"With {Submit}: hands the missing runs to Slurm as a job array." };
    private readonly Option<string?> emit = CommandOptions.Text(
        "--emit", "KIND", $"With {Submit}: submits nothing and prints what would: {string.Join(", ", SweepScripts.Kinds)}.")
            .With(SweepScripts.Kinds);
    private readonly Option<int?> perTask = CommandOptions.Number(
        "--per-task", "N", 1, 100_000,
        $"With {Submit}: how many runs a task has. Default: as many as take ten minutes, judged by the runs that are done; "
            + "10 where none is.");
    private readonly Option<int?> minutes = CommandOptions.Number(
        "--minutes", "N", 2, 100_000,
        $"With {Submit}: the time limit of a task; a minute before it, each run stops after its step, and the task is queued "
            + "again. Default: 60.");
    private readonly Option<int?> atOnce = CommandOptions.Number(
        "--at-once", "N", 1, 100_000, $"With {Submit}: the most tasks at a time. Default: as many as the cluster allows.");
    private readonly Option<string?> image = CommandOptions.Text(
        "--image", "NAME", $"With {Submit} --emit {SweepScripts.Kubernetes}: the image with this tool. Default: grokking.");
    private readonly Option<string[]> sbatch = new("--sbatch")
    {
        HelpName = "OPTION",
        Description = $"With {Submit}: a further option for Slurm, such as --sbatch=--partition=cpu.",
    };

    /// <summary>The command over a terminal.</summary>
    public SweepCommand(Terminal terminal)
        : base("sweep", "Plan a grid of runs, carry it out here or on a cluster, and collect the results.")
    {
        this.terminal = terminal;
        action.CompletionSources.Add(Actions);
        Add(action);
        Add(path);
        foreach (
            var option in new Option[] { folder, shard, threads, json, parquet, slurm, emit, perTask, minutes, atOnce, image,
                sbatch })
        {
            Add(option);
        }
        Notes =
        [
            "The folder is all there is: any number of processes can run shares of it at a time, on machines that share a disk. "
            + "A run that was begun goes on where it stopped, a run that is done is left alone, and its lock keeps a run from "
            + "being trained by two processes.",
            "collect writes results.csv (a row for each run, failures and runs that never grokked included), groups.csv (medians "
            + "over seeds with 95 % intervals), survival.csv (Kaplan-Meier curves) and times.csv. Nothing but times.csv depends "
            + "on the machine or on how often a run was stopped.",
        ];
        Examples =
        [
            ("sweep plan grid.json --out runs/decay", "Resolves the grid into runs, each with an id."),
            ("sweep run runs/decay", "Trains what is missing, a run for each core at a time."),
            ("sweep run runs/decay --shard 2/8", "Every eighth run, for the second of eight machines."),
            ("sweep status runs/decay", "How many runs are done, and what is queued."),
            ("sweep collect runs/decay --parquet", "The tables, as CSV and Parquet."),
            ("sweep submit runs/decay --slurm --minutes 30", "A job array of the missing runs."),
            ("sweep submit runs/decay --emit parallel", "The command line for GNU parallel."),
        ];
        SetAction(Act);
    }

    private int Act(ParseResult parsed)
    {
        var (asked, where) = (parsed.GetRequiredValue(action), parsed.GetRequiredValue(path));
        RequireOptionsOf(asked, parsed);
        return asked switch
        {
            Plan => MakePlan(where, parsed.GetValue(folder)),
            Run => Train(SweepFolder.Open(where), parsed),
            Status => Show(SweepFolder.Open(where), parsed.GetValue(json)),
            Collect =>
                Write(SweepFolder.Open(where), parsed.GetValue(threads) ?? Environment.ProcessorCount, parsed.GetValue(parquet)),
            Submit => Send(SweepFolder.Open(where), parsed),
            _ => throw new UsageException($"sweep: '{asked}' is unknown.{Suggest.Among(asked, Actions)}"),
        };
    }

    // An option of another action would be left out in silence.
    private void RequireOptionsOf(string asked, ParseResult parsed)
    {
        (Option Option, string[] Actions)[] owners =
        [
            (folder, [Plan]), (shard, [Run]), (threads, [Run, Collect, Submit]), (json, [Status]), (parquet, [Collect]),
            (slurm, [Submit]), (emit, [Submit]),
            (perTask, [Submit]), (minutes, [Submit]), (atOnce, [Submit]), (image, [Submit]), (sbatch, [Submit]),
        ];
        if (owners.FirstOrDefault(
            owner =>
                Actions.Contains(asked) && !owner.Actions.Contains(asked)
                    && parsed.GetResult(owner.Option) is { Implicit: false }) is { Option: { } odd, Actions: var its })
        {
            throw new UsageException(
                $"{odd.Name} belongs to 'sweep {string.Join("' and 'sweep ", its)}': expected none with 'sweep {asked}'.");
        }
    }

    private int MakePlan(string grid, string? given)
    {
        if (Directory.Exists(grid))
        {
            throw new UsageException($"{PathText.Of(grid)} is a folder: expected a grid, a JSON file.");
        }
        var plan = SweepGrid.ReadFile(grid).Plan();
        var place = given ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(grid));
        var sweep = SweepFolder.Make(place, plan);
        AtomicFile.WriteText(Path.Combine(place, "sweep.json"), InputFile.ReadText(grid));
        var page = new TextPage(terminal.Out.Width)
            .Heading($"{NumberText.Count(plan.Runs.Count, "run")}, {NumberText.Count(plan.Steps, "step")} in all")
            .Pairs(("settings", string.Join(", ", plan.Settings)), ("first", plan.Runs[0].Id), ("last", plan.Runs[^1].Id)).Line();
        PlacesText.Add(page, "plan", sweep.PlanFile);
        terminal.Out.Write(page.Line().Line($"To carry it out: {ToolName.Text} sweep run {PathText.Quoted(place)}"));
        return ExitCode.Done;
    }

    private int Train(SweepFolder sweep, ParseResult parsed)
    {
        var share = parsed.GetValue(shard) is { } text ? SweepShard.Parse(text) : SweepShard.Whole;
        var options = new TrainOptions { Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount };
        using var stop = terminal.Interrupts.Listen();
        var results = SweepRunning.Run(terminal, sweep, share, options, stop.Token);
        var unfinished = results.Count(result => result.Status is not (SweepStatus.Finished or SweepStatus.NonFinite));
        terminal.Out.Write(new TextPage(terminal.Out.Width)
            .Line($"{NumberText.Count(results.Count - unfinished)} of {NumberText.Count(results.Count, "run")} done."));
        if (stop.Token.IsCancellationRequested && unfinished > 0)
        {
            return ExitCode.Interrupted;
        }
        return results.Any(result => result.Failure is not null) ? ExitCode.Failed : ExitCode.Done;
    }

    private int Show(SweepFolder sweep, bool asJson)
    {
        var results = sweep.Results();
        var counts = Enum.GetValues<SweepStatus>()
            .ToDictionary(
                status => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()),
                status => results.Count(result => result.Status == status));
        var queue = SlurmQueue.Of(sweep.Folder);
        var steps = results.Sum(result => (long)(result.Summary?.Steps ?? 0));
        if (asJson)
        {
            terminal.Out.Raw(new JsonObject
            {
                ["folder"] = PathText.Of(sweep.Folder),
                ["runs"] = results.Count,
                ["status"] = new JsonObject(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
                ["grokked"] = results.Count(result => result.Summary?.StepsTo99Test is not null),
                ["steps_done"] = steps,
                ["steps"] = sweep.Plan.Steps,
                ["slurm"] = queue is null
                    ? null : new JsonObject(queue.Select(state => KeyValuePair.Create(state.Key, (JsonNode?)state.Value))),
            }.ToJsonString(CommandOptions.IndentedJson) + "\n");
            return ExitCode.Done;
        }
        terminal.Out.Write(new TextPage(terminal.Out.Width)
            .Heading($"{PathText.Of(sweep.Folder)}: {NumberText.Count(results.Count, "run")}")
            .Pairs(
            [
                .. counts.Where(count => count.Value > 0)
                .Select(count => (count.Key.Replace('_', ' '), NumberText.Count(count.Value))),
                ("grokked", NumberText.Count(results.Count(result => result.Summary?.StepsTo99Test is not null))),
                ("steps",
                    $"{NumberText.Count(steps)} of {NumberText.Count(sweep.Plan.Steps)}, those of runs that go on left out"),
                .. queue?.Select(state => ($"slurm {state.Key}", NumberText.Count(state.Value))) ?? [],
            ]));
        return ExitCode.Done;
    }

    private int Write(SweepFolder sweep, int threads, bool asParquet)
    {
        var outcomes = WorkDisplay.Run(
            terminal.Out, $"Reading {NumberText.Count(sweep.Plan.Runs.Count, "run")}", () => SweepOutcome.Of(sweep, threads));
        var files = SweepFiles.Write(sweep.Folder, outcomes, asParquet);
        terminal.Out.Write(SweepFiles.Text(outcomes, terminal.Out.Width));
        terminal.Out.Write(PlacesText.OfFiles([.. files.Where(file => Path.GetExtension(file) == ".csv")], terminal.Out.Width));
        return ExitCode.Done;
    }

    private int Send(SweepFolder sweep, ParseResult parsed)
    {
        var (toSlurm, kind) = (parsed.GetValue(slurm), parsed.GetValue(emit));
        if (toSlurm == kind is not null)
        {
            throw new UsageException(
                $"sweep {Submit}: expected --slurm, or --emit {string.Join('|', SweepScripts.Kinds)}, got "
                    + $"{(toSlurm ? "both" : "neither")}.");
        }
        if (kind is not null && !SweepScripts.Kinds.Contains(kind))
        {
            throw new UsageException($"--emit: '{kind}' is unknown.{Suggest.Among(kind, SweepScripts.Kinds)}");
        }
        var tasks = SweepTasks.Of(sweep, parsed.GetValue(threads) ?? 1, parsed.GetValue(perTask));
        if (tasks.Indices.Count == 0)
        {
            terminal.Out.Write(new TextPage(terminal.Out.Width).Line("All runs are done; there is nothing to submit."));
            return ExitCode.Done;
        }
        var scripts = new SweepScripts(tasks)
        {
            Minutes = parsed.GetValue(minutes) ?? 60, AtOnce = parsed.GetValue(atOnce),
                Image = parsed.GetValue(image) ?? "grokking", SlurmLines = parsed.GetValue(sbatch) ?? [],
        };
        if (kind is not null)
        {
            terminal.Out.Raw(scripts.Of(kind));
            return ExitCode.Done;
        }
        var jobs = SlurmQueue.Submit(sweep.Folder, scripts);
        terminal.Out.Write(new TextPage(terminal.Out.Width)
            .Heading(
                $"Submitted {NumberText.Count(tasks.Indices.Count, "task")} of up to {NumberText.Count(tasks.PerTask, "run")}: "
                    + $"job {string.Join(", ", jobs)}")
            .Line().Line($"To follow: {ToolName.Text} sweep status {PathText.Quoted(sweep.Folder)}"));
        return ExitCode.Done;
    }
}
