namespace Grokking.Training;

/// <summary>A storage class such as <c>torch.FloatStorage</c>: it only says which number type a storage holds.</summary>
internal sealed record TorchStorageClass(ElementFormat Format);
