using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A config in a few lines.</summary>
internal static class ConfigText
{
    /// <summary>What is learned, from which pairs, by which network, and how. Valid configs only.</summary>
    public static (string Name, string Value)[] Rows(RunConfig config) =>
    [
        ("task", $"{config.CreateOperation().Description} ({config.Task.Id}, p = {config.Task.P})"),
        ("split", Split(config)),
        ("model", Model(config)),
        ("training", Training(config.Training)),
        .. config.Fork is { } fork ? [("fork of", $"{PathText.Of(fork.Run)}, after {NumberText.Count(fork.Step, "step")}")] : Array.Empty<(string, string)>(),
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
        NumberText.Count(training.MaxSteps, "step"),
        $"learning rate {NumberText.Setting(training.LearningRate)}",
        $"weight decay {NumberText.Setting(training.WeightDecay)}",
        training.BatchSize is { } size ? $"batches of {NumberText.Count(size)}" : "full batch");
}
