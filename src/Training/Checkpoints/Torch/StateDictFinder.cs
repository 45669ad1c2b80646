using System.Globalization;

namespace Grokking.Training;

/// <summary>Finds state dicts, dictionaries from names to tensors, in what a pickle built. A place is written as the keys and
/// list positions that lead there, joined by slashes: <c>model</c>, <c>state_dicts/12</c>; the top is the empty text.</summary>
internal sealed class StateDictFinder
{
    /// <summary>Candidates that a message lists.</summary>
    private const int MaxListed = 10;

    /// <summary>Levels below the top that are searched; a run keeps its models in two or three.</summary>
    private const int MaxDepth = 8;

    /// <summary>Characters of a key on the way to a state dict.</summary>
    private const int MaxKey = 256;

    private static readonly string[] UsualPlaces = ["model", "state_dict", "model_state_dict"];

    /// <summary>An optimizer keeps a dictionary of tensors for each weight, which has the look of a state dict.</summary>
    private static readonly string[] MomentNames = ["exp_avg", "exp_avg_sq", "momentum_buffer"];

    /// <summary>What a container takes in the table of what was seen, in bytes.</summary>
    private const int ContainerBytes = 64;

    private readonly object? root;
    private readonly ReadBudget budget;
    private readonly string path;
    private readonly List<KeyValuePair<string, PickleDictionary>> found = [];
    private readonly HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> trail = [];

    /// <summary>Searches a pickle's value.</summary>
    /// <param name="root">The value, which may contain itself.</param>
    /// <param name="budget">What the search may cost.</param>
    /// <param name="path">The path that messages begin with.</param>
    public StateDictFinder(object? root, ReadBudget budget, string path)
    {
        (this.root, this.budget, this.path) = (root, budget, path);
        Collect(root);
    }

    /// <summary>All places of state dicts down to some levels, in the file's order; one that is stored in several places is given
    /// once.</summary>
    public List<string> Places => found.ConvertAll(place => place.Key);

    /// <summary>The state dict at a place; without one, the only one, or the only one under a usual name.</summary>
    /// <exception cref="InvalidDataException">There is none, or more than one to choose from.</exception>
    public PickleDictionary Find(string? place)
    {
        if (place is not null)
        {
            return At(place) is PickleDictionary chosen && IsStateDict(chosen)
                ? chosen
                : throw Error($"holds no state dict under '{ForeignText.Show(place)}'; it holds {Listed()}");
        }
        var usual = found.Where(candidate => candidate.Key.Length == 0 || UsualPlaces.Contains(candidate.Key)).ToArray();
        return (usual.Length, found.Count) switch
        {
            (1, _) => usual[0].Value,
            (_, 1) => found[0].Value,
            (_, 0) => throw Error($"holds no state dict, a dictionary from names to tensors; it is {Describe(root)}"),
            _ => throw Error($"holds {found.Count} state dicts; choose one by its key: {Listed()}"),
        };
    }

    private static bool IsStateDict(PickleDictionary dictionary) =>
        dictionary.Entries.Count > 0
        && dictionary.Entries.All(entry => entry is { Key: string name, Value: TorchView } && !MomentNames.Contains(name));

    private void Collect(object? value)
    {
        if (!IsContainer(value) || trail.Count > MaxDepth || !seen.Add(value!))
        {
            return;
        }
        if (value is PickleDictionary dictionary && IsStateDict(dictionary))
        {
            budget.Charge(ContainerBytes + (2 * trail.Sum(key => key.Length + 1)));
            found.Add(new(string.Join('/', trail), dictionary));
            return;
        }
        foreach (var (key, child) in Children(value).Where(child => IsContainer(child.Value)))
        {
            budget.Charge(ContainerBytes);
            trail.Add(Text(key));
            Collect(child);
            trail.RemoveAt(trail.Count - 1);
        }
    }

    private object? At(string place)
    {
        var value = root;
        foreach (var key in place.Length == 0 ? [] : place.Split('/'))
        {
            value = Children(value).FirstOrDefault(child => Text(child.Key) == key).Value;
        }
        return value;
    }

    private static bool IsContainer(object? value) => value is PickleDictionary or List<object?> or object?[];

    /// <summary>What lies in a container; of a list only the containers, for it may be long.</summary>
    private static IEnumerable<KeyValuePair<object, object?>> Children(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Entries.Where(entry => entry.Key is string { Length: <= MaxKey } or long),
        IReadOnlyList<object?> items =>
            items.Index().Where(item => IsContainer(item.Item))
                .Select(item => KeyValuePair.Create((object)item.Index, item.Item)),
        _ => [],
    };

    private static string Text(object key) => string.Create(CultureInfo.InvariantCulture, $"{key}");

    private string Listed()
    {
        if (found.Count == 0)
        {
            return "none at all";
        }
        var listed = Quoted(Places);
        return found.Count > MaxListed ? $"{listed} and {found.Count - MaxListed} more" : listed;
    }

    private static string Describe(object? value) => value switch
    {
        PickleDictionary => $"a dictionary of {Quoted(Children(value).Select(child => Text(child.Key)))}",
        List<object?> or object?[] => "a list",
        TorchView or TorchStorage => "a single tensor",
        _ => "a single value",
    };

    private static string Quoted(IEnumerable<string> keys) =>
        string.Join(", ", keys.Take(MaxListed).Select(key => $"'{ForeignText.Show(key)}'"));

    private InvalidDataException Error(string problem) => new($"{path}: {problem}.");
}
