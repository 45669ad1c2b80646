namespace Grokking.Training;

/// <summary>The tasks that can be named in a config. A new task is one file and one line here.</summary>
public static class TaskCatalogue
{
    /// <summary>Id and constructor of each task.</summary>
    public static IReadOnlyDictionary<string, Func<int, ModularTask>> All { get; } = new Dictionary<string, Func<int, ModularTask>>
    {
        [ModularAddition.TaskId] = p => new ModularAddition(p),
    };

    /// <summary>The task of that id.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <param name="p">The modulus, 2 to <see cref="ModularTask.LargestP"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range.</exception>
    public static ModularTask Create(string id, int p)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(All.ContainsKey(id), $"task '{id}' is unknown.{Suggest.Among(id, All.Keys)}", nameof(id));
        return All[id](Require.InRange(p, 2, ModularTask.LargestP));
    }
}
