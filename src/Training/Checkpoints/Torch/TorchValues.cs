namespace Grokking.Training;

/// <summary>A value of a torch file: a <see cref="TorchTensor"/>, <see cref="TorchDict"/>, <see cref="TorchList"/> or
/// <see cref="TorchScalar"/>.</summary>
public abstract record TorchValue
{
    private protected TorchValue()
    {
    }
}

/// <summary>A dictionary of a torch file.</summary>
/// <param name="Entries">Keys and values, in the file's order; keys that are text occur once.</param>
public sealed record TorchDict(IReadOnlyList<KeyValuePair<TorchValue, TorchValue>> Entries) : TorchValue
{
    /// <summary>The value under a text key, or null when there is none.</summary>
    public TorchValue? Find(string key) =>
        Entries.FirstOrDefault(entry => entry.Key is TorchScalar { Value: string text } && text == key).Value;
}

/// <summary>A list or a tuple of a torch file.</summary>
/// <param name="Items">The items, in order.</param>
public sealed record TorchList(IReadOnlyList<TorchValue> Items) : TorchValue;

/// <summary>A plain value of a torch file.</summary>
/// <param name="Value">Null for None, a bool, a long, a BigInteger where 64 bits do not hold an integer, a double, a string or a
/// byte[]. A dtype is its name: <c>torch.float32</c>.</param>
public sealed record TorchScalar(object? Value) : TorchValue;

/// <summary>A tensor of a torch file.</summary>
/// <param name="Values">The values, row-major whatever the file's strides. Tensors that share a storage in the file may share
/// memory here too, so clone before writing.</param>
/// <param name="ElementType">The file's number type in PyTorch's words, for example <c>float16</c>; the values are converted to
/// float32.</param>
public sealed record TorchTensor(Tensor Values, string ElementType) : TorchValue;

/// <summary>A block of numbers in a torch file, that one tensor or several view.</summary>
/// <param name="Key">Its name in the archive: <c>data/{Key}</c>.</param>
/// <param name="Format">The number type.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record TorchStorage(string Key, ElementFormat Format, int Count);

/// <summary>A storage class such as <c>torch.FloatStorage</c>: it only says which number type a storage holds.</summary>
internal sealed record TorchStorageClass(ElementFormat Format);
