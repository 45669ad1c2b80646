using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Small networks, splits and specimens.</summary>
internal static class Toy
{
    /// <summary>A specimen of logits without a model.</summary>
    public static Specimen Specimen(int p, Matrix logits, Split? split = null, params int[]? keys) =>
        new(new Recording { Task = new ModularAddition(p), Logits = logits }, split, keys);

    /// <summary>Every third pair for training.</summary>
    public static Split Split(int p) => new(
        [.. Enumerable.Range(0, p * p).Where(pair => pair % 3 == 0)], [.. Enumerable.Range(0, p * p).Where(pair => pair % 3 != 0)]);

    /// <summary>A small network of the transformer family with random weights.</summary>
    public static Model Model(int p, Func<ModelConfig, ModelConfig>? change = null)
    {
        var config = new ModelConfig { DModel = 16, NHeads = 2, DMlp = 24 };
        config = change is null ? config : change(config);
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, new ModularAddition(p));
        return new Model(architecture, WeightStart.Draw(architecture, 3));
    }

    /// <summary>A specimen of a small network with random weights.</summary>
    public static Specimen Specimen(int p, Func<ModelConfig, ModelConfig>? change = null, Split? split = null, int[]? keys = null) =>
        new(Recording.Of(Model(p, change), new ModularAddition(p)), split, keys);
}
