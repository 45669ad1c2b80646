using System.Buffers.Binary;
using System.Text;

namespace Grokking.Training;

/// <summary>Reads the arguments of pickle opcodes; no claim of a length is believed before it is compared with what is left.
/// </summary>
/// <param name="pickle">The whole pickle.</param>
/// <param name="file">The path that messages begin with.</param>
/// <param name="budget">What the values may cost.</param>
internal sealed class PickleCursor(byte[] pickle, string file, ReadBudget budget)
{
    /// <summary>Longest text, byte string or name, in bytes: a checkpoint's strings are names and settings.</summary>
    public const int MaxString = 1 << 24;

    /// <summary>What any object takes beside its content, in bytes.</summary>
    public const int Overhead = 32;

    /// <summary>What a place in a list takes, the lists that it outgrew among it, in bytes.</summary>
    public const long GrowingSlot = 24;

    /// <summary>What an instruction is charged whatever it makes, so that there is an end to those that make nothing.</summary>
    private const int InstructionBytes = 2;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private int position;
    private int opcodePosition;

    /// <summary>The next opcode; messages name its offset until the next call.</summary>
    public PickleOpcode ReadOpcode()
    {
        opcodePosition = position;
        Charge(InstructionBytes);
        return (PickleOpcode)ReadByte();
    }

    public byte ReadByte() => Read(1)[0];

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Read(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Read(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Read(8));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Read(8));

    /// <summary>The next bytes, a view of the pickle.</summary>
    public ReadOnlySpan<byte> ReadBytes(ulong length)
    {
        if (length > MaxString)
        {
            throw Error($"a string claims {length} bytes, at most {MaxString} are read");
        }
        return Read((int)length);
    }

    public string ReadText(ulong length)
    {
        var bytes = ReadBytes(length);
        Charge(Overhead + (2L * bytes.Length));
        return Decode(bytes);
    }

    /// <summary>Charges an object or more that are about to be made.</summary>
    /// <exception cref="InvalidDataException">The file has made more than it may.</exception>
    public void Charge(long bytes)
    {
        if (!budget.TryCharge(bytes))
        {
            throw Error(budget.Problem);
        }
    }

    /// <summary>Text up to a line feed, which is consumed.</summary>
    public string ReadLine()
    {
        var length = pickle.AsSpan(position).IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Error("a name has no end");
        }
        var line = ReadText((ulong)length);
        position++;
        return line;
    }

    /// <summary>An exception with the path and the offset of the current opcode, to be thrown by the caller.</summary>
    public InvalidDataException Error(string problem) => new($"{file}: {problem} (data.pkl, byte {opcodePosition}).");

    private ReadOnlySpan<byte> Read(int length)
    {
        if (length > pickle.Length - position)
        {
            throw Error("the pickle ends early: the file is damaged");
        }
        var bytes = pickle.AsSpan(position, length);
        position += length;
        return bytes;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error("a text is not valid UTF-8");
        }
    }
}

/// <summary>The pickle opcodes of protocols 2 to 5 that tensors and plain containers need.</summary>
internal enum PickleOpcode : byte
{
    Mark = (byte)'(',
    Stop = (byte)'.',
    BinFloat = (byte)'G',
    BinInt = (byte)'J',
    BinInt1 = (byte)'K',
    BinInt2 = (byte)'M',
    None = (byte)'N',
    BinPersId = (byte)'Q',
    Reduce = (byte)'R',
    BinBytes = (byte)'B',
    ShortBinBytes = (byte)'C',
    BinUnicode = (byte)'X',
    EmptyList = (byte)']',
    Append = (byte)'a',
    Build = (byte)'b',
    Global = (byte)'c',
    Appends = (byte)'e',
    BinGet = (byte)'h',
    LongBinGet = (byte)'j',
    BinPut = (byte)'q',
    LongBinPut = (byte)'r',
    SetItem = (byte)'s',
    Tuple = (byte)'t',
    SetItems = (byte)'u',
    EmptyDict = (byte)'}',
    EmptyTuple = (byte)')',
    Proto = 0x80,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8A,
    Long4 = 0x8B,
    ShortBinUnicode = 0x8C,
    BinUnicode8 = 0x8D,
    BinBytes8 = 0x8E,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
    ByteArray8 = 0x96,
}
