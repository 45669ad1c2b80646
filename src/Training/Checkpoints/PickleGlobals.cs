using System.Text;

namespace Grokking.Training;

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
        return !text.AsSpan().ContainsAnyExceptInRange('\0', '\xFF') ? Encoding.Latin1.GetBytes(text) : throw Unexpected("_codecs.encode");
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
