namespace Grokking.Training;

/// <summary>A plain value of a torch file.</summary>
/// <param name="Value">Null for None, a bool, a long, a BigInteger where 64 bits do not hold an integer, a double, a string or a
/// byte[]. A dtype is its name: <c>torch.float32</c>.</param>
public sealed record TorchScalar(object? Value) : TorchValue;
