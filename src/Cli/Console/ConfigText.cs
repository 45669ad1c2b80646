using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A config in a few lines.</summary>
internal static class ConfigText
{
    /// <summary>What is learned, from which pairs, by which network, and how. Valid configs only.</summary>
    public static (string Name, string Value)[] Rows(RunConfig config) =>
    [
        ("task", $"{config.CreateTask().Description} ({config.Task.Id}, p = {config.Task.P})"),
        ("split", Split(config)),
        ("model", Model(config)),
        ("training", Training(config.Training)),
    ];

    /// <summary>The network in one line.</summary>
    public static string Model(RunConfig config)
    {
        var architecture = config.CreateArchitecture();
        var attention = architecture.Layers.OfType<Attention>().FirstOrDefault();
        string?[] parts =
        [
            $"{architecture.Family}: {NumberText.Count(architecture.NLayers, "block")}",
            $"d_model {architecture.DModel}",
            attention is null ? null : NumberText.Count(attention.NHeads, "head"),
            attention is null or { Rate: 1 } ? null : $"attention rate {NumberText.Setting(attention.Rate)}",
            architecture.LastMlp is { } mlp ? $"d_mlp {mlp.DMlp}" : null,
            architecture.Layers.OfType<LayerNorm>().Any() ? "LayerNorm" : null,
            NumberText.Count(architecture.Parameters.Count, "weight"),
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Split(RunConfig config)
    {
        if (config.Split.File is { } file)
        {
            return $"the pairs that {PathText.Of(file)} names";
        }
        var (train, test) = config.Split.Resolve(config.Task.P);
        var origin = config.Split.TrainPairs is null ? $"drawn with seed {config.Split.Seed}" : "given";
        return $"{NumberText.Count(train.Count)} pairs to train on, {NumberText.Count(test.Count)} to test on; {origin}";
    }

    private static string Training(TrainingConfig training) => string.Join(", ",
        NumberText.Count(training.MaxSteps, "step"),
        $"learning rate {NumberText.Setting(training.LearningRate)}",
        $"weight decay {NumberText.Setting(training.WeightDecay)}",
        training.BatchSize is { } size ? $"batches of {NumberText.Count(size)}" : "full batch");
}
