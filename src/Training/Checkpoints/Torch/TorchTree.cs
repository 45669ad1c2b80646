namespace Grokking.Training;

/// <summary>Turns what a pickle built into the public tree. Values that occur in several places are converted once and shared.
/// </summary>
/// <param name="loader">Makes the tensors.</param>
/// <param name="budget">What the tree may cost.</param>
/// <param name="path">The path that messages begin with.</param>
internal sealed class TorchTree(TorchTensorLoader loader, ReadBudget budget, string path)
{
    /// <summary>Deeper than any settings; it also stops a value that contains itself.</summary>
    private const int MaxDepth = 100;

    /// <summary>Values met on a walk through the tree. Sharing makes trees that a walk would never leave: a list of two lists of
    /// two lists and so on.</summary>
    private const long MaxSize = 1 << 22;

    /// <summary>What a container takes in the tree and in the table of what was converted, and what a value in it takes, in
    /// bytes.</summary>
    private const int ContainerBytes = 260;
    private const int ValueBytes = 32;

    private readonly Dictionary<object, Node> converted = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tree of a pickle's value, with all its tensors.</summary>
    /// <exception cref="InvalidDataException">It is nested too deeply, contains itself, is too large, or its tensors are
    /// damaged.</exception>
    public TorchValue Convert(object? value) => Convert(value, MaxDepth).Value;

    /// <summary>Converts what lies at most <paramref name="depth"/> levels above the deepest allowed. The height is checked again
    /// for a value met before, or sharing would pile up a tree of any height.</summary>
    private Node Convert(object? value, int depth)
    {
        budget.Charge(ValueBytes);
        if (value is null or bool or long or double or string)
        {
            return new Node(new TorchScalar(value), 1, 0);
        }
        if (depth > 0 && !converted.ContainsKey(value))
        {
            budget.Charge(ContainerBytes);
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
        var (values, whole) = (new TorchValue[items.Count], new Node(null!, 1, 1));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Add(ref whole, Convert(items[i], depth));
        }
        return whole with { Value = new TorchList(values) };
    }

    private Node ConvertDictionary(PickleDictionary dictionary, int depth)
    {
        var (entries, whole) = (new KeyValuePair<TorchValue, TorchValue>[dictionary.Entries.Count], new Node(null!, 1, 1));
        for (var i = 0; i < entries.Length; i++)
        {
            var (key, value) = dictionary.Entries[i];
            entries[i] = new(Add(ref whole, Convert(key, depth)), Add(ref whole, Convert(value, depth)));
        }
        return whole with { Value = new TorchDict(entries) };
    }

    private static TorchValue Add(ref Node whole, Node child)
    {
        whole = whole with { Size = whole.Size + child.Size, Height = Math.Max(whole.Height, child.Height + 1) };
        return child.Value;
    }

    private static TorchView WholeOf(TorchStorage storage) => new(storage, 0, new Shape(storage.Count), [1]);

    private InvalidDataException Error(string problem) => new($"{path}: {problem}.");

    /// <summary>A converted value.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Size">Values met on a walk through it, itself among them.</param>
    /// <param name="Height">Levels of containers, 0 for a plain value.</param>
    private readonly record struct Node(TorchValue Value, long Size, int Height);
}
