namespace Grokking.Training;

/// <summary>The stack, marks and memo of the pickle machine. Values are null, bool, long, BigInteger, double, string, byte[],
/// object?[] for a tuple, List for a list, and the types of this folder.</summary>
/// <param name="cursor">Makes the exceptions.</param>
internal sealed class PickleStack(PickleCursor cursor)
{
    /// <summary>Entries of the memo: far more than the names and tensors of a run with a thousand checkpoints.</summary>
    private const int MaxMemo = 8_000_000;

    private readonly List<object?> values = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<uint, object?> memo = [];

    /// <summary>Where the last mark lies: values below it are out of reach.</summary>
    private int Floor => marks.TryPeek(out var mark) ? mark : 0;

    public void Push(object? value) => values.Add(value);

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

    public void Mark() => marks.Push(values.Count);

    /// <summary>Removes the last mark and the values above it.</summary>
    /// <returns>Those values, in the order they were pushed.</returns>
    public object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark))
        {
            throw cursor.Error("the pickle has no mark where it needs one");
        }
        return PopMany(values.Count - mark);
    }

    /// <summary>Removes and returns the topmost values, in the order they were pushed.</summary>
    public object?[] PopMany(int count)
    {
        if (count > values.Count - Floor)
        {
            throw cursor.Error("the pickle takes a value that it never gave");
        }
        var popped = values.GetRange(values.Count - count, count).ToArray();
        values.RemoveRange(values.Count - count, count);
        return popped;
    }

    public void Memoize() => Put((uint)memo.Count);

    public void Put(uint index)
    {
        if (memo.Count >= MaxMemo)
        {
            throw cursor.Error($"the pickle remembers more than {MaxMemo} values");
        }
        memo[index] = Peek();
    }

    public void Get(uint index)
    {
        if (!memo.TryGetValue(index, out var value))
        {
            throw cursor.Error($"the pickle recalls value {index}, which it never kept");
        }
        Push(value);
    }

    private T Cast<T>(object? value, string what) =>
        value is T cast ? cast : throw cursor.Error($"the pickle has something else in the place of {what}");
}
