using System.Buffers.Binary;
using System.Text;

namespace Grokking.Training.Tests;

/// <summary>Composes pickles by hand, those that no honest program writes among them.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> bytes = [];

    public PickleBuilder(byte protocol = 2) => Raw(0x80, protocol);

    public byte[] Stop() => [.. Raw((byte)'.').bytes];

    public PickleBuilder Raw(params ReadOnlySpan<byte> raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    public PickleBuilder Op(char opcode) => Raw((byte)opcode);

    public PickleBuilder Repeat(int count, Action<PickleBuilder> build)
    {
        for (var i = 0; i < count; i++)
        {
            build(this);
        }
        return this;
    }

    public PickleBuilder Text(string text)
    {
        var encoded = Encoding.UTF8.GetBytes(text);
        return Op('X').Number((uint)encoded.Length).Raw(encoded);
    }

    public PickleBuilder Int(int value) => Op('J').Number((uint)value);

    public PickleBuilder Ints(params ReadOnlySpan<int> values)
    {
        Op('(');
        foreach (var value in values)
        {
            Int(value);
        }
        return Op('t');
    }

    public PickleBuilder Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleBuilder Storage(string key, int count, string kind = "FloatStorage", string location = "cpu") =>
        Op('(').Text("storage").Global("torch", kind).Text(key).Text(location).Int(count).Op('t').Op('Q');

    /// <summary>A tensor of the storage '0'.</summary>
    public PickleBuilder Tensor(
        int storageCount, int offset, int[] sizes, int[] strides, string kind = "FloatStorage", string location = "cpu") =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage("0", storageCount, kind, location).Int(offset).Ints(sizes)
            .Ints(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R');

    public PickleBuilder Number(uint value)
    {
        Span<byte> encoded = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(encoded, value);
        return Raw(encoded);
    }
}
