using System.Numerics;

namespace Grokking.Training;

/// <summary>
/// Reads a pickle into plain values without running anything: containers and numbers are built here, and the few functions that
/// rebuild tensors are replaced by our own (<see cref="PickleGlobals"/>). It uses no recursion, so no nesting can overflow the
/// stack, and whatever it makes is charged to a budget first.
/// </summary>
internal sealed class PickleMachine
{
    /// <summary>What a number or a truth value takes, in bytes.</summary>
    private const int BoxBytes = 24;

    /// <summary>Bytes of an integer: seeds have up to 16.</summary>
    private const int MaxIntegerBytes = 64;

    private readonly PickleCursor cursor;
    private readonly PickleStack stack;
    private readonly PickleContainers containers;
    private readonly PickleObjects objects;

    private PickleMachine(byte[] pickle, string file, ReadBudget budget)
    {
        cursor = new PickleCursor(pickle, file, budget);
        stack = new PickleStack(cursor);
        containers = new PickleContainers(cursor, stack);
        objects = new PickleObjects(cursor, stack);
    }

    /// <summary>The pickle's value, of the types that <see cref="PickleStack"/> lists. It may contain itself.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, costs too much, or asks for what is not read.</exception>
    public static object? Load(byte[] pickle, string file, ReadBudget budget) => new PickleMachine(pickle, file, budget).Run();

    private object? Run()
    {
        ReadProtocol();
        for (var opcode = cursor.ReadOpcode(); opcode != PickleOpcode.Stop; opcode = cursor.ReadOpcode())
        {
            if (!TryPushConstant(opcode) && !containers.TryRun(opcode) && !objects.TryRun(opcode) && !TryRemember(opcode))
            {
                throw cursor.Error($"the pickle has opcode 0x{(byte)opcode:X2}, which tensors and plain containers do not need");
            }
        }
        return stack.Pop();
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
            case PickleOpcode.NewTrue: PushNew(true); return true;
            case PickleOpcode.NewFalse: PushNew(false); return true;
            case PickleOpcode.BinInt: PushNew((long)cursor.ReadInt32()); return true;
            case PickleOpcode.BinInt1: PushNew((long)cursor.ReadByte()); return true;
            case PickleOpcode.BinInt2: PushNew((long)cursor.ReadUInt16()); return true;
            case PickleOpcode.Long1: PushInteger(cursor.ReadByte()); return true;
            case PickleOpcode.Long4: PushInteger(cursor.ReadUInt32()); return true;
            case PickleOpcode.BinFloat: PushNew(cursor.ReadDouble()); return true;
            case PickleOpcode.ShortBinUnicode: stack.Push(cursor.ReadText(cursor.ReadByte())); return true;
            case PickleOpcode.BinUnicode: stack.Push(cursor.ReadText(cursor.ReadUInt32())); return true;
            case PickleOpcode.BinUnicode8: stack.Push(cursor.ReadText(cursor.ReadUInt64())); return true;
            case PickleOpcode.ShortBinBytes: PushBytes(cursor.ReadByte()); return true;
            case PickleOpcode.BinBytes: PushBytes(cursor.ReadUInt32()); return true;
            case PickleOpcode.BinBytes8: PushBytes(cursor.ReadUInt64()); return true;
            case PickleOpcode.ByteArray8: PushBytes(cursor.ReadUInt64()); return true;
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

    private void PushNew(object plain)
    {
        cursor.Charge(BoxBytes);
        stack.Push(plain);
    }

    private void PushBytes(ulong length)
    {
        var bytes = cursor.ReadBytes(length);
        cursor.Charge(PickleCursor.Overhead + bytes.Length);
        stack.Push(bytes.ToArray());
    }

    /// <summary>A little-endian two's complement integer: a long where it fits, else a BigInteger.</summary>
    private void PushInteger(uint length)
    {
        if (length > MaxIntegerBytes)
        {
            throw cursor.Error($"an integer claims {length} bytes, at most {MaxIntegerBytes} are read");
        }
        cursor.Charge(2 * (PickleCursor.Overhead + MaxIntegerBytes));
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

/// <summary>The stack, marks and memo of the pickle machine. Values are null, bool, long, BigInteger, double, string, byte[],
/// object?[] for a tuple, List for a list, and the types of this folder.</summary>
/// <param name="cursor">Makes the exceptions, and is charged for what grows.</param>
internal sealed class PickleStack(PickleCursor cursor)
{
    private static readonly object Absent = new();

    private readonly List<object?> values = [];
    private readonly List<int> marks = [];

    // By index, which picklers count from 0: a hash table would let a file choose indices that fall into one place of it.
    private readonly List<object?> memo = [];
    private int remembered;

    /// <summary>Where the last mark lies: values below it are out of reach.</summary>
    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    public void Push(object? value) => Add(values, value);

    public object? Pop()
    {
        var value = Peek();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    /// <summary>The topmost value, which must lie above the last mark.</summary>
    public object? Peek() =>
        values.Count > Floor ? values[^1] : throw cursor.Error("the pickle takes a value that it never gave");

    public T Pop<T>(string what) => Cast<T>(Pop(), what);

    public T Peek<T>(string what) => Cast<T>(Peek(), what);

    public void Mark() => Add(marks, values.Count);

    /// <summary>Removes the last mark and the values above it.</summary>
    /// <returns>Those values, in the order they were pushed.</returns>
    public object?[] PopToMark()
    {
        if (marks.Count == 0)
        {
            throw cursor.Error("the pickle has no mark where it needs one");
        }
        var mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return PopMany(values.Count - mark);
    }

    /// <summary>Removes and returns the topmost values, in the order they were pushed.</summary>
    public object?[] PopMany(int count)
    {
        if (count > values.Count - Floor)
        {
            throw cursor.Error("the pickle takes a value that it never gave");
        }
        cursor.Charge(PickleCursor.Overhead + (8L * count));
        var popped = new object?[count];
        values.CopyTo(values.Count - count, popped, 0, count);
        values.RemoveRange(values.Count - count, count);
        return popped;
    }

    public void Memoize() => Put((uint)remembered);

    public void Put(uint index)
    {
        var value = Peek();
        cursor.Charge(PickleCursor.GrowingSlot * Math.Max(0, index + 1L - memo.Count));
        while (memo.Count <= index)
        {
            memo.Add(Absent);
        }
        remembered += ReferenceEquals(memo[(int)index], Absent) ? 1 : 0;
        memo[(int)index] = value;
    }

    public void Get(uint index)
    {
        if (index >= memo.Count || ReferenceEquals(memo[(int)index], Absent))
        {
            throw cursor.Error($"the pickle recalls value {index}, which it never kept");
        }
        Push(memo[(int)index]);
    }

    private void Add<T>(List<T> list, T item)
    {
        if (list.Count == list.Capacity)
        {
            cursor.Charge(PickleCursor.Overhead + (16L * list.Capacity));
        }
        list.Add(item);
    }

    private T Cast<T>(object? value, string what) =>
        value is T cast ? cast : throw cursor.Error($"the pickle has something else in the place of {what}");
}
