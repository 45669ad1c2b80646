using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

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
