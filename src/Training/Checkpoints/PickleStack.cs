namespace Grokking.Training;

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
