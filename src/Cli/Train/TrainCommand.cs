using System.CommandLine;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains a preset or a config file into a run's folder.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> source = new Argument<string>("source")
    {
        HelpName = "PRESET|CONFIG.json",
        Description = "The id of a preset, or a config file. With --resume or --fork, the folder of a run.",
    }.With(Complete.Presets, Complete.JsonFiles);
    private readonly Option<string?> folder =
        CommandOptions.Out("The run's folder. Default: runs/NAME, after the preset or the config file.");
    private readonly Option<string[]> settings = CommandOptions.Settings();
    private readonly Option<string?> seeds = CommandOptions.Text(
        SeedList.OptionName, "SEEDS",
        "Trains one run for each seed, side by side on one thread each: 0..31, or 0,3,7, or 0..3,10. The seed is "
        + "model.seed, from which the initial weights are drawn; the split stays that of the config. Each run has a folder "
        + "below --out (default: runs/NAME-seeds): seed-0, seed-1, ...; --threads says how many run at a time.");
    private readonly Option<bool> parquet = CommandOptions.Parquet($"the table of {SeedList.OptionName}");
    private readonly Option<int?> threads = CommandOptions.Threads();
    private readonly Option<string?> engine = CommandOptions.Text(
        "--engine", "ID",
        $"What computes: {string.Join(", ", EngineCatalogue.Choices)}. Default: auto, the fastest that takes the network. With "
            + "--resume, the engine may be another than before.").With(EngineCatalogue.Choices);
    private readonly Option<string?> device = CommandOptions.Text(
        "--device", "ID",
        "Where torch computes: cpu, cuda, or cuda:N for the GPU of that number. Default: cuda where there is one, else cpu.");
    private readonly Option<bool> resume =
        new("--resume") { Description = "Goes on with the run that the folder holds, exactly where it stopped." };
    private readonly Option<int?> from = CommandOptions.Number(
        "--from", "STEP", 0, 100_000_000,
        "With --resume: goes on from the run's state at this checkpoint instead of the newest. What came after it is trained "
            + "again.");
    private readonly Option<int?> fork = CommandOptions.Number(
        "--fork", "STEP", 0, 100_000_000,
        "Begins a new run with the weights and the optimizer's state that the run in the given folder had at this checkpoint.");
    private readonly Option<bool> force = CommandOptions.Force("Deletes the run that the folder holds, and starts anew.");

    /// <summary>The command over a terminal.</summary>
    public TrainCommand(Terminal terminal)
        : base("train", "Train a network and keep the run: metrics, checkpoints, and what a resume needs.")
    {
        this.terminal = terminal;
        Add(source);
        foreach (
            var option in new Option[] { folder, settings, seeds, parquet, threads, engine, device, resume, from, fork, force })
        {
            Add(option);
        }
        Notes =
        [
            "Ctrl-C stops after the current step, and --resume goes on from there: the weights come out the same, bit for bit, "
            + "as without the stop. They do not depend on the number of threads either.",
            "With --seeds each run comes out bit for bit as it would alone, and a run that fails does not stop the others. --resume "
            + "goes on with runs that were begun, begins those that are missing and leaves those that are done. seeds.csv has "
            + "one row for each run: "
            + SweepTable.Header.Replace(",", ", ", StringComparison.Ordinal) + ".",
        ];
        Examples =
        [
            ("train mainline", "The network of Nanda et al. (2023), into runs/mainline."),
            ("train mainline --set p=59 model.seed=1 --out runs/p59", "Another modulus and another start."),
            ("train demo --seeds 0..31", "The same network from 32 starts, into runs/demo-seeds/seed-0 and on."),
            ("train my-config.json --threads 2", "A config of your own, into runs/my-config."),
            ("train runs/mainline --resume", "Goes on with a run that was stopped."),
            ("train runs/mainline --resume --set max_steps=30000", "Goes on beyond the end."),
            ("train runs/mainline --resume --from 500 --set max_steps=30000",
                "Goes on from an earlier state, where the newest is damaged."),
            ("train runs/demo --fork 500 --set weight_decay=0",
                "What if weight decay ended at step 500? Into runs/demo-fork-500."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = OptionsOf(parsed);
        if (parsed.GetValue(seeds) is { } several)
        {
            return RunSeeds(parsed, several, options);
        }
        if (parsed.GetValue(parquet))
        {
            throw new UsageException(
                $"--parquet writes the table of {SeedList.OptionName}: expected both, got no {SeedList.OptionName}. Of a run, "
                    + "analyze --parquet writes tables.");
        }
        if (options.Resume && parsed.GetValue(fork) is not null)
        {
            throw new UsageException("--fork begins a new run and --resume goes on with one: expected one of them, got both.");
        }
        var request = RunRequest.Find(
            parsed.GetRequiredValue(source), parsed.GetValue(settings) ?? [], parsed.GetValue(folder), options.Resume,
            parsed.GetValue(fork));
        if (options.Resume && !new RunPaths(request.Folder).HoldsRun)
        {
            throw new UsageException(
                $"{PathText.Of(request.Folder)}: expected a run to resume, found none. Leave --resume out to start one.");
        }
        if (options is { Resume: true, From: null } && Training.Run.Open(request.Folder).IsTrainedTo(request.Config))
        {
            terminal.Remark(RunLock.Clear(request.Folder));
            terminal.Out.Write(new TextPage(terminal.Out.Width).Paragraph(
                $"{PathText.Of(request.Folder)}: trained to its end already. To go beyond it, add --set max_steps=N."));
            return ExitCode.Done;
        }
        var interrupted = TrainSession.Run(terminal, request, options).Status == RunStatus.Interrupted;
        terminal.Out.Write(interrupted
            ? NextSteps.GoOn(request.Folder, $"train {PathText.Quoted(request.Folder)} --resume", terminal.Out.Width)
            : NextSteps.Report(request.Folder, terminal.Out.Width));
        return interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private int RunSeeds(ParseResult parsed, string several, TrainOptions options)
    {
        if (options.From is not null)
        {
            throw new UsageException(
                $"--from goes on with one run and {SeedList.OptionName} with several: expected one of them, got both.");
        }
        if (parsed.GetValue(fork) is not null)
        {
            throw new UsageException(
                $"{SeedList.OptionName} draws the initial weights and --fork takes them from a run: expected one of them, got "
                    + "both.");
        }
        // The same command line, going on instead of starting.
        var words = parsed.Tokens.Select(token => token.Value).Where(word => word != force.Name && word != resume.Name)
            .Append(resume.Name);
        var request = SweepRequest.Find(
            parsed.GetRequiredValue(source), several, parsed.GetValue(settings) ?? [], parsed.GetValue(folder), options);
        return SweepSession.Run(
            terminal, request, options, parsed.GetValue(parquet), string.Join(' ', words.Select(PathText.Word)));
    }

    private TrainOptions OptionsOf(ParseResult parsed)
    {
        var defaults = new TrainOptions();
        var options = defaults with
        {
            Threads = parsed.GetValue(threads) ?? defaults.Threads,
            Engine = parsed.GetValue(engine) ?? defaults.Engine,
            Device = parsed.GetValue(device) ?? defaults.Device,
            Resume = parsed.GetValue(resume),
            From = parsed.GetValue(from),
            Force = parsed.GetValue(force),
        };
        TrainOptionsCheck.ThrowIfWrong(options);
        return options;
    }
}

/// <summary>What is said before and after training.</summary>
internal static class TrainingText
{
    /// <summary>What begins.</summary>
    /// <param name="request">The run.</param>
    /// <param name="engine">The settings with the engine that computes.</param>
    /// <param name="threads">Number of threads.</param>
    /// <param name="resumedFrom">The step from which it goes on; null for a new run.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Start(RunRequest request, TrainingConfig engine, int threads, int? resumedFrom, int width)
    {
        var folder = PathText.Of(request.Folder);
        return new TextPage(width)
            .Heading(resumedFrom is { } step
            ? $"Going on with {folder} from step {NumberText.Count(step)}" : $"Training {request.Name} into {folder}")
            .Pairs([.. ConfigText.Rows(request.Config), ("engine", $"{Engine(engine)}, {NumberText.Count(threads, "thread")}"),
                .. Analysis(request.Config)]);
    }

    // Known now, so that it is not learned when the training is done.
    private static (string Name, string Value)[] Analysis(RunConfig config)
    {
        var bytes = FullBatchActivations.BytesFor(config.CreateArchitecture(), config.CreateOperation(), config.CreateFormat());
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes <= available / 2 ? [] : [("analysis", $"will take about {NumberText.Bytes(bytes)} of memory for its "
            + $"{NumberText.Count(config.CreateOperation().PairCount)} pairs; there are {NumberText.Bytes(available)}")];
    }

    /// <summary>How it ended.</summary>
    /// <param name="summary">The run's summary.</param>
    /// <param name="firstStep">The step from which this session began.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage End(RunSummary summary, int firstStep, int width)
    {
        var page = new TextPage(width).Line();
        page.Heading(summary.Status == RunStatus.Interrupted
            ? $"Interrupted at step {NumberText.Count(summary.Steps)}"
            : $"Trained to step {NumberText.Count(summary.Steps)} in "
                + $"{NumberText.Duration(TimeSpan.FromSeconds(summary.WallSeconds))}"
                + (firstStep > 0 ? ", all sessions together" : ""));
        return page.Pairs(Accuracies(summary));
    }

    /// <summary>The last losses and accuracies, and when 99 % was reached.</summary>
    public static (string Name, string Value)[] Accuracies(RunSummary summary) => summary.Final is not { } row ? [] :
    [
        ("train", Scores(row.TrainLoss, row.TrainAccuracy) + Reached(row.TrainAccuracy, summary.StepsTo99Train)),
        ("test", Scores(row.TestLoss, row.TestAccuracy) + Reached(row.TestAccuracy, summary.StepsTo99Test)),
    ];

    /// <summary>The losses and accuracies of one step.</summary>
    public static (string Name, string Value)[] Accuracies(MetricsRow row) =>
        [("train", Scores(row.TrainLoss, row.TrainAccuracy)), ("test", Scores(row.TestLoss, row.TestAccuracy))];

    /// <summary>The engine that computes, and where when that is not the processor.</summary>
    public static string Engine(TrainingConfig training) =>
        training.Device == EngineOptions.Cpu ? training.Engine! : $"{training.Engine} on {training.Device}";

    private static string Scores(double? loss, double? accuracy) =>
        accuracy is null ? "no pairs" : $"loss {NumberText.Measure(loss),-8}  accuracy {NumberText.Percent(accuracy)}";

    private static string Reached(double? accuracy, int? stepsTo99) => (accuracy, stepsTo99) switch
    {
        (null, _) => "",
        (_, { } step) => $", 99 % first at step {NumberText.Count(step)}",
        _ => ", 99 % not reached",
    };
}

/// <summary>A config in a few lines.</summary>
internal static class ConfigText
{
    /// <summary>What is learned, from which pairs, by which network, and how. Valid configs only.</summary>
    public static (string Name, string Value)[] Rows(RunConfig config) =>
    [
        ("task", $"{config.CreateOperation().Description} ({config.Task.Describe()})"),
        ("split", Split(config)),
        ("model", Model(config)),
        ("training", Training(config.Training)),
        .. config.Fork is { } fork
        ? [("fork of", $"{PathText.Of(fork.Run)}, after {NumberText.Count(fork.Step, "step")}")]
        : Array.Empty<(string, string)>(),
    ];

    private static string Model(RunConfig config)
    {
        var network = AnalysisArchitecture.Of(config.CreateArchitecture());
        string?[] parts =
        [
            network.NLayers == 0 ? network.Family : $"{network.Family}: {NumberText.Count(network.NLayers, "block")}",
            $"d_model {network.DModel}",
            network.NHeads is { } heads ? NumberText.Count(heads, "head") : null,
            network.AttentionRate is { } rate and not 1 ? $"attention rate {NumberText.Setting(rate)}" : null,
            network.DMlp is { } neurons ? $"d_mlp {neurons}" : null,
            network.LayerNorm ? "LayerNorm" : null,
            NumberText.Count(network.Parameters, "weight"),
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Split(RunConfig config)
    {
        if (config.Split.File is { } file)
        {
            return $"the pairs that {PathText.Of(file)} names";
        }
        var (train, test) = config.Split.Resolve(config.CreateOperation());
        var origin = config.Split.TrainPairs is null ? $"drawn with seed {config.Split.Seed}" : "given";
        return $"{NumberText.Count(train.Count)} pairs to train on, {NumberText.Count(test.Count)} to test on; {origin}";
    }

    private static string Training(TrainingConfig training) => string.Join(", ",
    [
        NumberText.Count(
            training.MaxSteps, "step") + (
                training.StopWhenSolvedFor is { } solved ? $" or until solved for {NumberText.Count(solved)}" : ""),
        .. training.Method() == new TrainingConfig().Method() ? [] : new[] { training.Method() },
        $"learning rate {NumberText.Setting(training.LearningRate)}",
        $"weight decay {NumberText.Setting(training.WeightDecay)}",
        training.BatchSize is { } size ? $"batches of {NumberText.Count(size)}" : "full batch",
    ]);
}
