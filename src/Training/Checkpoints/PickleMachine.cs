using System.Numerics;

namespace Grokking.Training;

/// <summary>
/// Reads a pickle into plain values without running anything: containers and numbers are built here, and the few functions that
/// rebuild tensors are replaced by our own (<see cref="PickleGlobals"/>). It uses no recursion, so no nesting can overflow the
/// stack, and its memory grows no faster than the pickle itself.
/// </summary>
internal sealed class PickleMachine
{
    /// <summary>About a hundred times what a run with a hundred thousand stored losses needs.</summary>
    private const int MaxOpcodes = 20_000_000;

    /// <summary>Bytes of an integer: seeds have up to 16.</summary>
    private const int MaxIntegerBytes = 64;

    private readonly PickleCursor cursor;
    private readonly PickleStack stack;
    private readonly PickleContainers containers;
    private readonly PickleObjects objects;

    private PickleMachine(byte[] pickle, string file)
    {
        cursor = new PickleCursor(pickle, file);
        stack = new PickleStack(cursor);
        containers = new PickleContainers(cursor, stack);
        objects = new PickleObjects(cursor, stack);
    }

    /// <summary>The pickle's value, of the types that <see cref="PickleStack"/> lists. It may contain itself.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, too large, or asks for what is not read.</exception>
    public static object? Load(byte[] pickle, string file) => new PickleMachine(pickle, file).Run();

    private object? Run()
    {
        ReadProtocol();
        for (var count = 0; count < MaxOpcodes; count++)
        {
            var opcode = cursor.ReadOpcode();
            if (opcode == PickleOpcode.Stop)
            {
                return stack.Pop();
            }
            if (!TryPushConstant(opcode) && !containers.TryRun(opcode) && !objects.TryRun(opcode) && !TryRemember(opcode))
            {
                throw cursor.Error($"the pickle has opcode 0x{(byte)opcode:X2}, which tensors and plain containers do not need");
            }
        }
        throw cursor.Error($"the pickle has more than {MaxOpcodes} instructions");
    }

    private void ReadProtocol()
    {
        if (cursor.ReadOpcode() != PickleOpcode.Proto || cursor.ReadByte() is not (>= 2 and <= 5))
        {
            throw cursor.Error("expected a pickle of protocol 2 to 5");
        }
    }

    private bool TryPushConstant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Push(null); return true;
            case PickleOpcode.NewTrue: stack.Push(true); return true;
            case PickleOpcode.NewFalse: stack.Push(false); return true;
            case PickleOpcode.BinInt: stack.Push((long)cursor.ReadInt32()); return true;
            case PickleOpcode.BinInt1: stack.Push((long)cursor.ReadByte()); return true;
            case PickleOpcode.BinInt2: stack.Push((long)cursor.ReadUInt16()); return true;
            case PickleOpcode.Long1: PushInteger(cursor.ReadByte()); return true;
            case PickleOpcode.Long4: PushInteger(cursor.ReadUInt32()); return true;
            case PickleOpcode.BinFloat: stack.Push(cursor.ReadDouble()); return true;
            case PickleOpcode.ShortBinUnicode: stack.Push(cursor.ReadText(cursor.ReadByte())); return true;
            case PickleOpcode.BinUnicode: stack.Push(cursor.ReadText(cursor.ReadUInt32())); return true;
            case PickleOpcode.BinUnicode8: stack.Push(cursor.ReadText(cursor.ReadUInt64())); return true;
            case PickleOpcode.ShortBinBytes: stack.Push(cursor.ReadBytes(cursor.ReadByte()).ToArray()); return true;
            case PickleOpcode.BinBytes: stack.Push(cursor.ReadBytes(cursor.ReadUInt32()).ToArray()); return true;
            case PickleOpcode.BinBytes8: stack.Push(cursor.ReadBytes(cursor.ReadUInt64()).ToArray()); return true;
            case PickleOpcode.ByteArray8: stack.Push(cursor.ReadBytes(cursor.ReadUInt64()).ToArray()); return true;
            default: return false;
        }
    }

    private bool TryRemember(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: stack.Put(cursor.ReadByte()); return true;
            case PickleOpcode.LongBinPut: stack.Put(cursor.ReadUInt32()); return true;
            case PickleOpcode.Memoize: stack.Memoize(); return true;
            case PickleOpcode.BinGet: stack.Get(cursor.ReadByte()); return true;
            case PickleOpcode.LongBinGet: stack.Get(cursor.ReadUInt32()); return true;
            // A frame only tells a reader how much to fetch at once; all of the pickle is here.
            case PickleOpcode.Frame: cursor.ReadUInt64(); return true;
            default: return false;
        }
    }

    /// <summary>A little-endian two's complement integer: a long where it fits, else a BigInteger.</summary>
    private void PushInteger(uint length)
    {
        if (length > MaxIntegerBytes)
        {
            throw cursor.Error($"an integer claims {length} bytes, at most {MaxIntegerBytes} are read");
        }
        var value = new BigInteger(cursor.ReadBytes(length));
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            stack.Push((long)value);
        }
        else
        {
            stack.Push(value);
        }
    }
}
