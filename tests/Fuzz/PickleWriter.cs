using System.Buffers.Binary;
using System.Text;

namespace Grokking.Fuzz;

/// <summary>Writes pickles as <c>torch.save</c> does, with the opcodes of protocol 2 or of 4 and 5.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> bytes = [];
    private readonly bool modern;
    private int remembered;
    private int storages;

    public PickleWriter(int protocol)
    {
        modern = protocol > 3;
        bytes.AddRange([0x80, (byte)protocol]);
        if (modern)
        {
            bytes.AddRange([0x95, 0, 1, 0, 0, 0, 0, 0, 0]);
        }
    }

    /// <summary>The numbers of each storage, in bytes, by key.</summary>
    public List<byte[]> Storages { get; } = [];

    public byte[] Stop() => [.. bytes, (byte)'.'];

    /// <summary>A state dict: an ordered dictionary of tensors.</summary>
    public PickleWriter StateDict(IEnumerable<(string Name, int[] Sizes)> tensors, string type = "Float")
    {
        Global("collections", "OrderedDict").Op(")R").Remember().Op("(");
        foreach (var (name, sizes) in tensors)
        {
            Text(name).Tensor(sizes, type);
        }
        return Op("u");
    }

    public PickleWriter Dictionary(params (string Key, Action<PickleWriter> Value)[] entries)
    {
        Op("}").Remember().Op("(");
        foreach (var (key, value) in entries)
        {
            Text(key);
            value(this);
        }
        return Op("u");
    }

    public PickleWriter List(int count, Action<PickleWriter, int> item)
    {
        Op("]").Remember().Op("(");
        for (var i = 0; i < count; i++)
        {
            item(this, i);
        }
        return Op("e");
    }

    public PickleWriter Text(string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        bytes.AddRange(modern ? [0x8C, (byte)encoded.Length] : [(byte)'X', (byte)encoded.Length, 0, 0, 0]);
        bytes.AddRange(encoded);
        return Remember();
    }

    public PickleWriter Number(double number)
    {
        Span<byte> encoded = stackalloc byte[9];
        encoded[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(encoded[1..], number);
        bytes.AddRange(encoded);
        return this;
    }

    public PickleWriter Integer(int number)
    {
        bytes.AddRange(number is >= 0 and < 256 ? [(byte)'K', (byte)number]
            : [(byte)'J', (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)(number >> 24)]);
        return this;
    }

    public PickleWriter Op(string opcodes)
    {
        bytes.AddRange(Encoding.Latin1.GetBytes(opcodes));
        return this;
    }

    private void Tensor(int[] sizes, string type)
    {
        var count = sizes.Aggregate(1, (product, size) => product * size);
        Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", type + "Storage")
            .Text($"{storages}").Text("cpu").Integer(count).Op("tQ").Integer(0);
        Integers(sizes)
            .Integers([.. sizes.Select((_, axis) => sizes.Skip(axis + 1).Aggregate(1, (product, size) => product * size))])
            .Op("\x89").Global("collections", "OrderedDict").Op(")RtR").Remember();
        var numbers = new byte[count * (type == "Float" ? 4 : type == "Double" ? 8 : 2)];
        for (var i = 0; i < numbers.Length; i++)
        {
            // Any bytes that are small finite numbers of each type.
            numbers[i] = (byte)(i % 4 == 3 ? 0x3C : i % 7);
        }
        Storages.Add(numbers);
        storages++;
    }

    private PickleWriter Integers(int[] values)
    {
        Op("(");
        foreach (var value in values)
        {
            Integer(value);
        }
        return Op("t").Remember();
    }

    private PickleWriter Global(string module, string name) =>
        (modern ? Text(module).Text(name).Op("\x93") : Op($"c{module}\n{name}\n")).Remember();

    private PickleWriter Remember()
    {
        bytes.AddRange(modern
            ? [0x94] : remembered < 256
            ? [(byte)'q', (byte)remembered] : [(byte)'r', (byte)remembered, (byte)(remembered >> 8), 0, 0]);
        remembered++;
        return this;
    }
}
