namespace Grokking.Training;

/// <summary>A dictionary of a torch file.</summary>
/// <param name="Entries">Keys and values, in the file's order; keys that are text occur once.</param>
public sealed record TorchDict(IReadOnlyList<KeyValuePair<TorchValue, TorchValue>> Entries) : TorchValue
{
    /// <summary>The value under a text key, or null when there is none.</summary>
    public TorchValue? Find(string key) =>
        Entries.FirstOrDefault(entry => entry.Key is TorchScalar { Value: string text } && text == key).Value;
}
