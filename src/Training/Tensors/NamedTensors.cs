namespace Grokking.Training;

/// <summary>Tensors by name in the order of a file, with the file's text metadata: what a checkpoint file holds, before it is
/// understood as a model.</summary>
/// <param name="Tensors">Name to tensor, converted to float32 whatever the file's number type.</param>
/// <param name="Metadata">Text metadata of the file, empty when the format has none.</param>
public sealed record NamedTensors(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
