using System.Text;

namespace Grokking.Training;

/// <summary>The opcodes that ask for something by name. Only names of <see cref="PickleGlobals"/> get an answer, and the answer
/// is data or a function of ours.</summary>
/// <param name="cursor">Makes the exceptions.</param>
/// <param name="stack">Where the values are.</param>
internal sealed class PickleObjects(PickleCursor cursor, PickleStack stack)
{
    private readonly PickleGlobals globals = new(cursor);

    /// <summary>Runs one opcode.</summary>
    /// <returns>False when the opcode is of another kind.</returns>
    public bool TryRun(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                stack.Push(globals.Find(cursor.ReadLine(), cursor.ReadLine()));
                return true;
            case PickleOpcode.StackGlobal:
                var name = stack.Pop<string>("a name");
                stack.Push(globals.Find(stack.Pop<string>("a module"), name));
                return true;
            case PickleOpcode.Reduce:
                var arguments = stack.Pop<object?[]>("a tuple of arguments");
                stack.Push(stack.Pop<PickleFunction>("a function")(arguments));
                return true;
            case PickleOpcode.Build:
                Build();
                return true;
            case PickleOpcode.BinPersId:
                stack.Push(Storage(stack.Pop<object?[]>("a tuple that names a storage")));
                return true;
            default:
                return false;
        }
    }

    /// <summary>State dicts carry an attribute <c>_metadata</c>, layer versions, which no reader here needs.</summary>
    private void Build()
    {
        stack.Pop<PickleDictionary>("attributes");
        if (!stack.Peek<PickleDictionary>("an ordered dictionary").IsOrdered)
        {
            throw cursor.Error("the pickle gives attributes to a plain dictionary");
        }
    }

    /// <summary>A persistent id is ("storage", class, key, location, count); the location, cpu or cuda:0, does not matter here.
    /// </summary>
    private TorchStorage Storage(object?[] id)
    {
        if (id is ["storage", TorchStorageClass kind, string key, string, long count] && count >= 0 && count <= Array.MaxLength)
        {
            cursor.Charge(2 * PickleCursor.Overhead);
            return new TorchStorage(key, kind.Format, (int)count);
        }
        throw cursor.Error("expected a storage as ('storage', class, key, location, count)");
    }
}

/// <summary>The opcodes that build tuples, lists and dictionaries.</summary>
/// <param name="cursor">Makes the exceptions.</param>
/// <param name="stack">Where the values are.</param>
internal sealed class PickleContainers(PickleCursor cursor, PickleStack stack)
{
    /// <summary>Runs one opcode.</summary>
    /// <returns>False when the opcode is of another kind.</returns>
    public bool TryRun(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); return true;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); return true;
            case PickleOpcode.Tuple1: stack.Push(stack.PopMany(1)); return true;
            case PickleOpcode.Tuple2: stack.Push(stack.PopMany(2)); return true;
            case PickleOpcode.Tuple3: stack.Push(stack.PopMany(3)); return true;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); return true;
            case PickleOpcode.EmptyList: cursor.Charge(PickleCursor.Overhead); stack.Push(new List<object?>()); return true;
            case PickleOpcode.Append: Append(stack.PopMany(1)); return true;
            case PickleOpcode.Appends: Append(stack.PopToMark()); return true;
            case PickleOpcode.EmptyDict: stack.Push(PickleDictionary.Make(cursor, isOrdered: false)); return true;
            case PickleOpcode.SetItem: SetItems(stack.PopMany(2)); return true;
            case PickleOpcode.SetItems: SetItems(stack.PopToMark()); return true;
            default: return false;
        }
    }

    private void Append(object?[] items)
    {
        cursor.Charge(PickleCursor.Overhead + (PickleCursor.GrowingSlot * items.Length));
        stack.Peek<List<object?>>("a list").AddRange(items);
    }

    private void SetItems(object?[] keysAndValues)
    {
        var dictionary = stack.Peek<PickleDictionary>("a dictionary");
        if (keysAndValues.Length % 2 != 0)
        {
            throw cursor.Error("a dictionary has a key without a value");
        }
        for (var i = 0; i < keysAndValues.Length; i += 2)
        {
            Add(dictionary, keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void Add(PickleDictionary dictionary, object? key, object? value)
    {
        if (key is not (string or long or double or bool or object?[]))
        {
            throw cursor.Error("a dictionary has a key that is neither text, number nor tuple");
        }
        cursor.Charge(PickleDictionary.EntryBytes + ((key as string)?.Length ?? 0)); // a long key takes long to hash
        if (!dictionary.TryAdd(key, value))
        {
            throw cursor.Error($"a dictionary has the key '{ForeignText.Show((string)key)}' twice");
        }
    }
}

/// <summary>A dictionary as the pickle builds it, in the order of insertion.</summary>
internal sealed class PickleDictionary
{
    /// <summary>What an entry takes in the list and in the set of names, in bytes.</summary>
    public const int EntryBytes = 120;

    private const int EmptyBytes = 400;

    private readonly List<KeyValuePair<object, object?>> entries = [];
    private readonly HashSet<string> names = [];

    private PickleDictionary(bool isOrdered) => IsOrdered = isOrdered;

    /// <summary>Whether it is a <c>collections.OrderedDict</c>, which may carry attributes.</summary>
    public bool IsOrdered { get; }

    public IReadOnlyList<KeyValuePair<object, object?>> Entries => entries;

    /// <summary>An empty dictionary, charged.</summary>
    public static PickleDictionary Make(PickleCursor cursor, bool isOrdered)
    {
        cursor.Charge(EmptyBytes);
        return new PickleDictionary(isOrdered);
    }

    /// <summary>Adds an entry, for which <see cref="EntryBytes"/> were charged.</summary>
    /// <returns>False where the key is a text that is already there: Python would keep the last, another reader the first.
    /// </returns>
    public bool TryAdd(object key, object? value)
    {
        if (key is string name && !names.Add(name))
        {
            return false;
        }
        entries.Add(new(key, value));
        return true;
    }
}

/// <summary>What stands for a Python function: makes a value of its arguments.</summary>
internal delegate object? PickleFunction(object?[] arguments);

/// <summary>The names that a pickle may ask for, and what it gets: data, or a function of ours in the place of Python's. Every
/// other name is refused.</summary>
internal sealed class PickleGlobals
{
    /// <summary>A view with its shape and strides, and what is made on the way to it.</summary>
    private const int ViewBytes = 640;

    private readonly PickleCursor cursor;
    private readonly Dictionary<string, object> known;

    /// <summary>The names, for one pickle.</summary>
    public PickleGlobals(PickleCursor cursor)
    {
        this.cursor = cursor;
        known = new Dictionary<string, object>
        {
            ["collections.OrderedDict"] = (PickleFunction)OrderedDictionary,
            ["torch.Size"] = (PickleFunction)Size,
            ["torch._utils._rebuild_tensor"] = (PickleFunction)RebuildTensor,
            ["torch._utils._rebuild_tensor_v2"] = (PickleFunction)RebuildTensor,
            ["torch._utils._rebuild_parameter"] = (PickleFunction)RebuildParameter,
            ["_codecs.encode"] = (PickleFunction)Encode,
            ["__builtin__.bytes"] = (PickleFunction)EmptyBytes,
        };
        foreach (var format in ElementFormat.All)
        {
            known["torch." + format.Torch] = "torch." + format.Torch;
            known["torch." + format.TorchStorage] = new TorchStorageClass(format);
            known["torch.cuda." + format.TorchStorage] = new TorchStorageClass(format);
        }
        foreach (var name in (string[])["torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage"])
        {
            known[name] = new TorchStorageClass(ElementFormat.Of(ElementType.UInt8));
        }
    }

    /// <summary>What stands for <c>module.name</c>.</summary>
    /// <exception cref="InvalidDataException">The name is none of the known.</exception>
    public object Find(string module, string name)
    {
        cursor.Charge(PickleCursor.Overhead + (2L * (module.Length + name.Length)));
        if (known.TryGetValue($"{module}.{name}", out var value))
        {
            return value;
        }
        var shown = ForeignText.Show($"{module}.{name}");
        throw cursor.Error($"the pickle asks for '{shown}'; only tensors and plain containers are read, nothing was run");
    }

    private object OrderedDictionary(object?[] arguments) =>
        arguments.Length == 0 ? PickleDictionary.Make(cursor, isOrdered: true) : throw Unexpected("collections.OrderedDict");

    private object Size(object?[] arguments) => arguments is [object?[] sizes] ? sizes : throw Unexpected("torch.Size");

    private TorchView RebuildTensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, ..] || arguments.Length > 7)
        {
            throw Unexpected("torch._utils._rebuild_tensor_v2");
        }
        cursor.Charge(ViewBytes);
        return TorchView.Create(storage, offset, Integers(sizes), Integers(strides), out var problem)
            ?? throw cursor.Error(problem!);
    }

    /// <summary>A parameter is its tensor: whether it is trained is not a checkpoint's to say.</summary>
    private object RebuildParameter(object?[] arguments) =>
        arguments is [TorchView view, bool, _] ? view : throw Unexpected("torch._utils._rebuild_parameter");

    /// <summary>Protocol 2 writes bytes as text in which each character is one byte.</summary>
    private byte[] Encode(object?[] arguments)
    {
        if (arguments is not [string text, "latin1"])
        {
            throw Unexpected("_codecs.encode");
        }
        cursor.Charge(PickleCursor.Overhead + text.Length);
        return !text.AsSpan().ContainsAnyExceptInRange('\0', '\xFF')
            ? Encoding.Latin1.GetBytes(text) : throw Unexpected("_codecs.encode");
    }

    private byte[] EmptyBytes(object?[] arguments) => arguments.Length == 0 ? [] : throw Unexpected("bytes");

    private long[] Integers(object?[] values)
    {
        if (values.Length > TensorLimits.MaxRank || !Array.TrueForAll(values, value => value is long and >= 0))
        {
            throw cursor.Error($"expected up to {TensorLimits.MaxRank} sizes or strides of at least 0");
        }
        return Array.ConvertAll(values, value => (long)value!);
    }

    private InvalidDataException Unexpected(string function) => cursor.Error($"unexpected arguments of {function}");
}
