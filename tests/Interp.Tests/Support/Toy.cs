using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Small networks, splits, evaluations and views.</summary>
internal static class Toy
{
    /// <summary>Logits without a model, as an evaluation.</summary>
    public static CheckpointEvaluation Evaluation(int p, Matrix logits, Split? split = null, params int[]? keys) =>
        new(new FullBatchActivations { Operation = ModularOperation.Add(p), Logits = logits }, split, keys);

    /// <summary>A small network with random weights, as an evaluation.</summary>
    public static CheckpointEvaluation Evaluation(
        int p, Func<ModelConfig, ModelConfig>? change = null, Split? split = null, int[]? keys = null) =>
        Evaluation(Model(p, change), p, split, keys);

    /// <summary>Logits without a model, seen as addition.</summary>
    public static CyclicView View(int p, Matrix logits, Split? split = null, params int[]? keys) =>
        Evaluation(p, logits, split, keys).Cyclic!;

    /// <summary>A small network with random weights, seen as addition.</summary>
    public static CyclicView View(
        int p, Func<ModelConfig, ModelConfig>? change = null, Split? split = null, int[]? keys = null) =>
        Evaluation(p, change, split, keys).Cyclic!;

    /// <summary>A network of a + b mod p, as an evaluation.</summary>
    public static CheckpointEvaluation Evaluation(Model model, int p, Split? split = null, int[]? keys = null) =>
        new(FullBatchActivations.Of(model, ModularOperation.Add(p)), split, keys);

    /// <summary>Every third pair for training.</summary>
    public static Split Split(int p) => new(
        [.. Enumerable.Range(0, p * p).Where(pair => pair % 3 == 0)],
        [.. Enumerable.Range(0, p * p).Where(pair => pair % 3 != 0)]);

    /// <summary>A small network of the transformer family with random weights.</summary>
    public static Model Model(int p, Func<ModelConfig, ModelConfig>? change = null)
    {
        var config = new ModelConfig { DModel = 16, NHeads = 2, DMlp = 24 };
        config = change is null ? config : change(config);
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, ModularOperation.Add(p));
        return new Model(architecture, WeightInit.Draw(architecture, 3));
    }
}
