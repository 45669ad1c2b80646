namespace Grokking.Training;

/// <summary>A way to make a list of layers from a model config and an operation.</summary>
/// <param name="Id">Its id in configs; never changes once released.</param>
/// <param name="Description">One line for lists.</param>
public abstract record ArchitectureFamily(string Id, string Description)
{
    /// <summary>Weights of the largest network that is taken: 2 GB as float32, and some five times that while it is
    /// trained.</summary>
    public const long MostWeights = 500_000_000;

    /// <summary>The network for an operation. The config has been validated.</summary>
    public Architecture Build(ModelConfig model, BinaryOperation operation) => new(Id, Layers(model, operation));

    /// <summary>Number of weights of the network for an operation, whose sizes are each in range; nothing is allocated for
    /// them.</summary>
    public long CountWeights(ModelConfig model, BinaryOperation operation) =>
        Layers(model, operation).SelectMany(layer => layer.Parameters).Sum(parameter => parameter.Shape.LongCount);

    /// <summary>The layers for an operation, whose sizes are each in range.</summary>
    protected abstract IEnumerable<Layer> Layers(ModelConfig model, BinaryOperation operation);

    /// <summary>Every problem of the model config for this family, each a sentence that names the setting.</summary>
    public abstract IEnumerable<string> Validate(ModelConfig model);
}

/// <summary>The architectures that can be named in a config. A new one is one file and one line here.</summary>
public static class ArchitectureCatalogue
{
    /// <summary>All families.</summary>
    public static IReadOnlyList<ArchitectureFamily> All { get; } =
        [.. TransformerFamily.Variants, new PowerFamily(), .. PairMlpFamily.Variants, new OneHotMlpFamily()];

    /// <summary>The family of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static ArchitectureFamily Find(string id) =>
        All.FirstOrDefault(family => family.Id == id)
        ?? throw new ArgumentException(
            $"architecture '{id}' is unknown.{Suggest.Among(id, All.Select(family => family.Id))}", nameof(id));
}
