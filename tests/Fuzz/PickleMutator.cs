using System.Buffers.Binary;
using System.Text;

namespace Grokking.Fuzz;

/// <summary>Changes pickles instruction by instruction: drops, repeats, moves and exchanges them, and changes what they
/// carry.</summary>
/// <param name="random">Chooses.</param>
internal sealed class PickleMutator(Random random)
{
    /// <summary>Instructions that a checkpoint needs, and such as only an attack does.</summary>
    private static readonly byte[][] Instructions =
    [
        .. "N]})(.tbRQaeus0\u0085\u0086\u0087\u0088\u0089\u0093\u0094\u0081\u0092\u008f\u0090\u0091\u0098".Select(letter =>
            new[] { (byte)letter }),
        [(byte)'q', 0], [(byte)'h', 0], [(byte)'h', 200], [(byte)'r', 255, 255, 255, 255], [(byte)'r', 0, 0, 16, 0],
        [(byte)'j', 1, 0, 0, 0],
        [(byte)'K', 255], [(byte)'J', 255, 255, 255, 127], [(byte)'J', 255, 255, 255, 255],
        [0x8A, 9, 255, 255, 255, 255, 255, 255, 255, 255, 1],
        [0x8B, 255, 255, 255, 255], [(byte)'X', 255, 255, 255, 127], [0x8D, 255, 255, 255, 255, 255, 255, 255, 255],
        [0x95, 255, 0, 0, 0, 0, 0, 0, 0],
        [(byte)'B', 2, 0, 0, 0, 1, 2], [(byte)'C', 1, 255], [(byte)'X', 2, 0, 0, 0, 255, 254], [0x80, 9],
        .. ((string[])["cos\nsystem\n", "cbuiltins\neval\n", "ctorch\nload\n", "ctorch\nSize\n", "ccollections\nOrderedDict\n",
            "c_codecs\nencode\n",
            "ctorch\nDoubleStorage\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch\nfloat32\n", "c__builtin__\nbytes\n"])
                .Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly uint[] Numbers = [0, 1, 127, 128, 255, 256, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    /// <summary>A changed copy of a sound pickle.</summary>
    public byte[] Mutate(byte[] pickle)
    {
        var isBomb = random.Next(40) == 0;
        var instructions = isBomb ? Many() : Split(pickle);
        for (var times = isBomb ? 0 : 1 + random.Next(3); times > 0; times--)
        {
            Change(instructions);
        }
        return [.. instructions.SelectMany(instruction => instruction)];
    }

    // A list, or a dictionary, of so many things that they would not go into 64 MB.
    private List<byte[]> Many()
    {
        byte[][] things = [[(byte)'}'], [(byte)']'], [(byte)')', (byte)'N'], [(byte)'N', 0x85],
            [(byte)'G', 1, 2, 3, 4, 5, 6, 7, 8], [(byte)'h', 0, (byte)'h', 0]];
        var thing = things[random.Next(things.Length)];
        var isList = random.Next(3) > 0;
        return [[0x80, 2], [(byte)'X', 1, 0, 0, 0, (byte)'a'], [(byte)'q', 0], [(byte)(isList ? ']' : '}')], [(byte)'('],
            .. Enumerable.Repeat(thing, random.Next(2_000_000)), [(byte)(isList ? 'e' : 'u')], [(byte)'.']];
    }

    private void Change(List<byte[]> instructions)
    {
        var (at, other) = (random.Next(instructions.Count), random.Next(instructions.Count));
        switch (random.Next(9))
        {
            case 0:
                instructions.RemoveAt(at);
                break;
            case 1:
                instructions.Insert(at, instructions[other]);
                break;
            case 2:
                (instructions[at], instructions[other]) = (instructions[other], instructions[at]);
                break;
            case 3:
                instructions.Insert(at, Instructions[random.Next(Instructions.Length)]);
                break;
            case 4:
                instructions[at] = Instructions[random.Next(Instructions.Length)];
                break;
            case 5:
                Repeat(instructions, at);
                break;
            default:
                instructions[at] = Carrying(instructions[at]);
                break;
        }
        if (instructions.Count == 0)
        {
            instructions.Add([(byte)'.']);
        }
    }

    // A stretch again and again: what a bomb is made of.
    private void Repeat(List<byte[]> instructions, int at)
    {
        var stretch = instructions.GetRange(at, Math.Min(1 + random.Next(6), instructions.Count - at));
        var times =
            random.Next(40) switch { 0 => 1_500_000 / stretch.Count, < 4 => 30_000 / stretch.Count, _ => random.Next(30) };
        instructions.InsertRange(at, Enumerable.Repeat(stretch, times).SelectMany(part => part));
    }

    /// <summary>The instruction with another number, text or length.</summary>
    private byte[] Carrying(byte[] instruction)
    {
        var changed = (byte[])instruction.Clone();
        if (changed.Length == 1)
        {
            return [(byte)random.Next(256)];
        }
        if (changed.Length >= 5 && random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(1), Numbers[random.Next(Numbers.Length)]);
        }
        else
        {
            changed[1 + random.Next(changed.Length - 1)] = (byte)random.Next(256);
        }
        return changed;
    }

    private static List<byte[]> Split(byte[] pickle)
    {
        var instructions = new List<byte[]>();
        for (var at = 0; at < pickle.Length;)
        {
            var length = Math.Min(Length(pickle.AsSpan(at)), pickle.Length - at);
            instructions.Add(pickle[at..(at + length)]);
            at += length;
        }
        return instructions;
    }

    /// <summary>Bytes of the first instruction, of those that <see cref="PickleWriter"/> writes.</summary>
    private static int Length(ReadOnlySpan<byte> pickle) => pickle[0] switch
    {
        0x80 or (byte)'q' or (byte)'h' or (byte)'K' => 2,
        (byte)'M' => 3,
        (byte)'J' or (byte)'r' or (byte)'j' => 5,
        (byte)'G' or 0x95 => 9,
        0x8C => 2 + pickle[1],
        (byte)'X' => 5 + (int)BinaryPrimitives.ReadUInt32LittleEndian(pickle[1..]),
        (byte)'c' => SecondLineEnd(pickle),
        _ => 1,
    };

    private static int SecondLineEnd(ReadOnlySpan<byte> pickle)
    {
        var first = pickle.IndexOf((byte)'\n') + 1;
        return first + pickle[first..].IndexOf((byte)'\n') + 1;
    }
}
