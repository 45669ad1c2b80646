namespace Grokking.Training;

/// <summary>A way to make a list of layers from a model config and an operation.</summary>
/// <param name="Id">Its id in configs; never changes once released.</param>
/// <param name="Description">One line for lists.</param>
public abstract record ArchitectureFamily(string Id, string Description)
{
    /// <summary>The layers for an operation. The config has been validated.</summary>
    public abstract Architecture Build(ModelConfig model, BinaryOperation operation);

    /// <summary>Every problem of the model config for this family, each a sentence that names the setting.</summary>
    public abstract IEnumerable<string> Validate(ModelConfig model);
}
