namespace Grokking.Training;

/// <summary>A block of numbers in a torch file, that one tensor or several view.</summary>
/// <param name="Key">Its name in the archive: <c>data/{Key}</c>.</param>
/// <param name="Format">The number type.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record TorchStorage(string Key, ElementFormat Format, int Count);
