namespace Grokking.Training;

/// <summary>A list or a tuple of a torch file.</summary>
/// <param name="Items">The items, in order.</param>
public sealed record TorchList(IReadOnlyList<TorchValue> Items) : TorchValue;
