namespace Grokking.Training;

/// <summary>Turns what a pickle built into the public tree. Values that occur in several places are converted once and shared.
/// </summary>
/// <param name="loader">Makes the tensors.</param>
/// <param name="path">The path that messages begin with.</param>
internal sealed class TorchTree(TorchTensorLoader loader, string path)
{
    /// <summary>Deeper than any settings; it also stops a value that contains itself.</summary>
    private const int MaxDepth = 100;

    /// <summary>Values met on a walk through the tree. Sharing makes trees that a walk would never leave: a list of two lists of
    /// two lists and so on.</summary>
    private const long MaxSize = 1 << 25;

    private readonly Dictionary<object, Node> converted = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tree of a pickle's value, with all its tensors.</summary>
    /// <exception cref="InvalidDataException">It is nested too deeply, contains itself, is too large, or its tensors are
    /// damaged.</exception>
    public TorchValue Convert(object? value) => Convert(value, MaxDepth).Value;

    /// <summary>Converts what lies at most <paramref name="depth"/> levels above the deepest allowed. The height is checked again
    /// for a value met before, or sharing would pile up a tree of any height.</summary>
    private Node Convert(object? value, int depth)
    {
        if (value is null or bool or long or double or string)
        {
            return new Node(new TorchScalar(value), 1, 0);
        }
        if (depth > 0 && !converted.ContainsKey(value))
        {
            converted.Add(value, ConvertNew(value, depth - 1));
        }
        if (depth == 0 || converted[value].Height > depth)
        {
            throw Error($"its values are nested more than {MaxDepth} deep, or contain themselves");
        }
        var node = converted[value];
        return node.Size <= MaxSize ? node : throw Error($"it holds more than {MaxSize} values, counted with repetition");
    }

    private Node ConvertNew(object value, int depth) => value switch
    {
        System.Numerics.BigInteger or byte[] => new Node(new TorchScalar(value), 1, 0),
        TorchView view => new Node(new TorchTensor(loader.Load(view), view.Storage.Format.Torch), 1, 0),
        TorchStorage storage => ConvertNew(WholeOf(storage), depth),
        PickleDictionary dictionary => ConvertDictionary(dictionary, depth),
        List<object?> or object?[] => ConvertList((IReadOnlyList<object?>)value, depth),
        _ => throw Error("it holds a class or a function in the place of a value"),
    };

    private Node ConvertList(IReadOnlyList<object?> items, int depth)
    {
        var nodes = items.Select(item => Convert(item, depth)).ToArray();
        return Parent(new TorchList(Array.ConvertAll(nodes, node => node.Value)), nodes);
    }

    private Node ConvertDictionary(PickleDictionary dictionary, int depth)
    {
        var keys = dictionary.Entries.Select(entry => Convert(entry.Key, depth)).ToArray();
        var values = dictionary.Entries.Select(entry => Convert(entry.Value, depth)).ToArray();
        var entries = keys.Zip(values, (key, value) => KeyValuePair.Create(key.Value, value.Value)).ToArray();
        return Parent(new TorchDict(entries), [.. keys, .. values]);
    }

    private static Node Parent(TorchValue value, Node[] children) =>
        new(value, 1 + children.Sum(child => child.Size), children.Select(child => child.Height).Append(0).Max() + 1);

    private static TorchView WholeOf(TorchStorage storage) => new(storage, 0, new Shape(storage.Count), [1]);

    private InvalidDataException Error(string problem) => new($"{path}: {problem}.");

    /// <summary>A converted value.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Size">Values met on a walk through it, itself among them.</param>
    /// <param name="Height">Levels of containers, 0 for a plain value.</param>
    private readonly record struct Node(TorchValue Value, long Size, int Height);
}
