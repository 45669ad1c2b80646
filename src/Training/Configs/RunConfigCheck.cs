using System.Globalization;
using PairSplit = Grokking.Training.Split;

namespace Grokking.Training;

/// <summary>The rules of a <see cref="RunConfig"/>.</summary>
internal static class RunConfigCheck
{
    private const double AboveZero = double.Epsilon;
    private const double BelowOne = 1 - 1e-12;

    /// <summary>Every problem, each a sentence that names the setting.</summary>
    public static IEnumerable<string> Problems(RunConfig config) =>
        Schema(config).Concat(config.Task.Problems()).Concat(Split(config)).Concat(Model(config))
            .Concat(Training(config.Training)).Concat(Fork(config));

    private static IEnumerable<string> Schema(RunConfig config)
    {
        if (config.Schema != RunConfig.CurrentSchema)
        {
            yield return $"schema: expected {RunConfig.CurrentSchema}, got {config.Schema}; it was written by another version.";
        }
    }

    private static IEnumerable<string> Split(RunConfig config)
    {
        var split = config.Split;
        if (split.File is { } file && (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal)))
        {
            yield return $"split.file: expected the path of a JSON file, got '{ForeignText.Show(file)}'.";
        }
        var problems = ConfigCheck.InRange("split.train_fraction", split.TrainFraction, AboveZero, BelowOne).ToList();
        foreach (var problem in problems)
        {
            yield return problem.Replace(
                $"expected {AboveZero} to {BelowOne}", "expected above 0 and below 1", StringComparison.Ordinal);
        }
        foreach (var problem in ConfigCheck.InRange("split.seed", split.Seed, 0, int.MaxValue))
        {
            yield return problem;
        }
        foreach (var problem in Corruption(config))
        {
            yield return problem;
        }
        if (split.TrainPairs is null != split.TestPairs is null)
        {
            yield return "split.train_pairs: expected together with split.test_pairs.";
        }
        else if (split is { TrainPairs: { } train, TestPairs: { } test } && OperationOf(config) is { } stated)
        {
            var taken = new HashSet<int>();
            if ((PairSplit.Problem(train, "split.train_pairs", stated, taken)
                ?? PairSplit.Problem(test, "split.test_pairs", stated, taken)) is { } problem)
            {
                yield return problem;
            }
            if (train.Count == 0)
            {
                yield return "split.train_pairs: expected at least one pair, got none.";
            }
        }
        if (split.TrainPairs is null && split.File is null && problems.Count == 0 && OperationOf(config) is { } operation
            && (int)(split.TrainFraction * operation.PairCount) == 0)
        {
            yield return $"split.train_fraction: {split.TrainFraction} of {operation.PairCount} pairs leaves none to train on.";
        }
    }

    private static IEnumerable<string> Corruption(RunConfig config)
    {
        var split = config.Split;
        foreach (var problem in ConfigCheck.InRange("split.corrupt_fraction", split.CorruptFraction, 0, 1.0)
            .Concat(ConfigCheck.InRange("split.corrupt_count", split.CorruptCount, 0, int.MaxValue))
            .Concat(ConfigCheck.InRange("split.corrupt_seed", split.CorruptSeed, 0, int.MaxValue)))
        {
            yield return problem;
        }
        if (split.CorruptFraction > 0 && split.CorruptCount > 0)
        {
            yield return "split.corrupt_fraction: expected without corrupt_count; they are two ways to say how many answers are "
                + "wrong.";
        }
        if (split.TaughtAnswers is not { } taught)
        {
            yield break;
        }
        if (split.TrainPairs is not { } train || taught.Count > train.Count)
        {
            yield return "split.taught_answers: expected together with split.train_pairs, and no more of them.";
        }
        else if (OperationOf(config) is { } operation
            && taught.Index().Where(item => item.Item < 0 || item.Item >= operation.Answers).Cast<(int, int)?>()
            .FirstOrDefault() is var (index, answer))
        {
            yield return $"split.taught_answers[{index}]: expected an answer 0 to {operation.Answers - 1}, got {answer}.";
        }
    }

    /// <summary>The operation; null where the config names none, or its table is still in a file.</summary>
    private static BinaryOperation? OperationOf(RunConfig config) =>
        config.Task.IsUnread || config.Task.Problems().Any() ? null : config.CreateOperation();

    private static IEnumerable<string> Model(RunConfig config)
    {
        var model = config.Model;
        var family = ArchitectureCatalogue.All.FirstOrDefault(family => family.Id == model.Architecture);
        if (family is null)
        {
            return [$"model.architecture: '{ForeignText.Show(model.Architecture)}' is "
                + $"unknown.{Suggest.Among(model.Architecture, ArchitectureCatalogue.All.Select(known => known.Id))}"];
        }
        var problems = family.Validate(model).Concat(ConfigCheck.InRange("seed", model.Seed, 0, int.MaxValue));
        if (model.Start == StartKind.Analytic
            && (model.Architecture != OneHotMlpFamily.FamilyId || OperationOf(config) is { Algebra: not Algebra.Cyclic }))
        {
            problems = problems.Append(
                $"start: 'analytic' is of '{OneHotMlpFamily.FamilyId}' and of operations that are additions modulo n.");
        }
        if (model.Template != PairTemplate.Pair && !model.Architecture.StartsWith("transformer", StringComparison.Ordinal))
        {
            problems = problems.Append(
                $"template: expected 'pair' for '{model.Architecture}', got '{ConfigJson.NameOf(model.Template)}'.");
        }
        if (model.BatchNorm && model.Architecture != OneHotMlpFamily.FamilyId)
        {
            problems = problems.Append($"batch_norm: is of '{OneHotMlpFamily.FamilyId}'.");
        }
        if (OperationOf(config) is { } operation && model.DVocabOut < operation.Answers)
        {
            problems = problems.Append(
                $"d_vocab_out: expected at least {operation.Answers}, one for each answer, got {model.DVocabOut}.");
        }
        var all = problems.ToList();
        if (all.Count == 0 && OperationOf(config) is { } learned && TooManyWeights(family, model, learned) is { } tooMany)
        {
            all.Add(tooMany);
        }
        return all.Select(problem => "model." + problem);
    }

    // Sizes that are each in range can make a network that is not: the setting is named whose half leaves the fewest weights.
    private static string? TooManyWeights(ArchitectureFamily family, ModelConfig model, BinaryOperation operation)
    {
        var weights = family.CountWeights(model, operation);
        if (weights <= ArchitectureFamily.MostWeights)
        {
            return null;
        }
        (string Key, int Value, ModelConfig Half)[] settings =
        [
            ("d_mlp", model.MlpWidth, model with { DMlp = Half(model.MlpWidth) }),
            ("d_model", model.DModel, model with { DModel = Half(model.DModel), DMlp = model.MlpWidth, DHead = model.HeadWidth }),
            ("n_layers", model.NLayers, model with { NLayers = Half(model.NLayers) }),
            ("n_heads", model.NHeads, model with { NHeads = Half(model.NHeads), DHead = model.HeadWidth }),
        ];
        var (key, value, half) = settings.MinBy(setting => family.CountWeights(setting.Half, operation));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{key}: the network would have {weights:N0} weights, {weights * sizeof(float) / 1e9:F1} GB as float32; "
            + $"at most {ArchitectureFamily.MostWeights:N0} are taken. Lower {key} from {value}: half of it leaves "
            + $"{family.CountWeights(half, operation):N0}.");

        static int Half(int size) => Math.Max(1, size / 2);
    }

    private static IEnumerable<string> Training(TrainingConfig training) =>
        ConfigCheck.InRange("max_steps", training.MaxSteps, 0, 100_000_000)
            .Concat(ConfigCheck.InRange("stop_when_solved_for", training.StopWhenSolvedFor, 1, 100_000_000))
            .Concat(ConfigCheck.InRange("learning_rate", training.LearningRate, 1e-12, 10))
            .Concat(ConfigCheck.InRange("weight_decay", training.WeightDecay, 0, 1000.0))
            .Concat(ConfigCheck.InRange("beta1", training.Beta1, 0, BelowOne))
            .Concat(ConfigCheck.InRange("beta2", training.Beta2, 0, BelowOne))
            .Concat(ConfigCheck.InRange("epsilon", training.Epsilon, 0, 1.0))
            .Concat(ConfigCheck.InRange("warmup_steps", training.WarmupSteps, 0, 100_000_000))
            .Concat(ConfigCheck.InRange("momentum", training.Momentum, 0, BelowOne))
            .Concat(ConfigCheck.InRange("anneal_steps", training.AnnealSteps, 1, 100_000_000))
            .Concat(ConfigCheck.InRange("final_rate", training.FinalRate, 0, 1.0))
            .Concat(ConfigCheck.InRange("filter_alpha", training.FilterAlpha, 0, BelowOne))
            .Concat(ConfigCheck.InRange("filter_window", training.FilterWindow, 1, 1000))
            .Concat(ConfigCheck.InRange("filter_gain", training.FilterGain, 0, 1000.0))
            .Concat(ConfigCheck.InRange("update_noise", training.UpdateNoise, 0, 100.0))
            .Concat(ConfigCheck.InRange("weight_noise", training.WeightNoise, 0, 100.0))
            .Concat(ConfigCheck.InRange("dropout", training.Dropout, 0, BelowOne))
            .Concat(ConfigCheck.InRange("noise_seed", training.NoiseSeed, 0, int.MaxValue))
            .Concat(Unused(training))
            .Concat(ConfigCheck.InRange("batch_size", training.BatchSize, 1, int.MaxValue))
            .Concat(ConfigCheck.InRange("batch_seed", training.BatchSeed, 0, int.MaxValue))
            .Concat(ConfigCheck.InRange("log_every", training.LogEvery, 1, 100_000_000))
            .Concat(ConfigCheck.InRange("checkpoint_every", training.CheckpointEvery, 1, 100_000_000))
            .Concat(Engine(training.Engine))
            .Select(problem => "training." + problem);

    // A setting that nothing would read is a mistake that a user wants to hear of.
    private static IEnumerable<string> Unused(TrainingConfig training)
    {
        if (training.Momentum is not null && training.Optimizer is not (OptimizerKind.Sgd or OptimizerKind.Muon))
        {
            yield return $"momentum: is of sgd and muon; the optimizer is {ConfigJson.NameOf(training.Optimizer)}, which has "
                + "beta1.";
        }
        if (training.FinalRate is not null && training.AnnealSteps is null)
        {
            yield return "final_rate: expected together with anneal_steps.";
        }
        if (training.FilterAlpha is not null && training.GradientFilter != GradientFilterKind.Ema)
        {
            yield return "filter_alpha: is of gradient_filter 'ema'.";
        }
        if (training.FilterWindow is not null && training.GradientFilter != GradientFilterKind.MovingAverage)
        {
            yield return "filter_window: is of gradient_filter 'moving_average'.";
        }
        if (training.FilterGain is not null && training.GradientFilter == GradientFilterKind.None)
        {
            yield return "filter_gain: expected together with gradient_filter.";
        }
    }

    private static IEnumerable<string> Fork(RunConfig config)
    {
        if (config.Fork is not { } fork)
        {
            return [];
        }
        var problems = ConfigCheck.InRange("fork.step", fork.Step, 0, 100_000_000);
        if (string.IsNullOrEmpty(fork.Run) || fork.Run.Contains('\0', StringComparison.Ordinal)
            || fork.Sha256 is not { Length: 64 })
        {
            problems = problems.Append("fork: expected run, the path of a folder, and sha256, 64 hexadecimal digits.");
        }
        return config.Training.MaxSteps < fork.Step
            ? problems.Append(
                $"training.max_steps: expected at least {fork.Step}, where the fork begins, got {config.Training.MaxSteps}.")
            : problems;
    }

    private static IEnumerable<string> Engine(string? id)
    {
        if (id is not null && !EngineCatalogue.Ids.Contains(id))
        {
            yield return $"engine: '{ForeignText.Show(id)}' is unknown.{Suggest.Among(id, EngineCatalogue.Ids)}";
        }
    }
}
