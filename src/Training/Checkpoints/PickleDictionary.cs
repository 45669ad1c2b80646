namespace Grokking.Training;

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
