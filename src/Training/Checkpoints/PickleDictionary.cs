namespace Grokking.Training;

/// <summary>A dictionary as the pickle builds it, in the order of insertion.</summary>
/// <param name="isOrdered">Whether it is a <c>collections.OrderedDict</c>, which may carry attributes.</param>
internal sealed class PickleDictionary(bool isOrdered)
{
    private readonly List<KeyValuePair<object, object?>> entries = [];
    private readonly HashSet<string> names = [];

    public bool IsOrdered => isOrdered;

    public IReadOnlyList<KeyValuePair<object, object?>> Entries => entries;

    /// <summary>Adds an entry.</summary>
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
