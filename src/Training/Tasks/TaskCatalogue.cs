namespace Grokking.Training;

/// <summary>The tasks that can be named in a config. A new task is one file and one line here.</summary>
public static class TaskCatalogue
{
    /// <summary>Id and constructor of each task.</summary>
    public static IReadOnlyDictionary<string, Func<int, ModularTask>> All { get; } = new Dictionary<string, Func<int, ModularTask>>
    {
        [ModularAddition.TaskId] = p => new ModularAddition(p),
        [DihedralTask.TaskId] = p => new DihedralTask(p),
        [SymmetricTask.TaskId] = p => new SymmetricTask(p),
        [AlternatingTask.TaskId] = p => new AlternatingTask(p),
    };

    /// <summary>The task of that id.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <param name="p">The modulus, 2 to <see cref="ModularTask.LargestP"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range.</exception>
    /// <remarks>A group takes its order as p, and not every order has one.</remarks>
    public static ModularTask Create(string id, int p)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(All.ContainsKey(id), $"task '{id}' is unknown.{Suggest.Among(id, All.Keys)}", nameof(id));
        var task = All[id](Require.InRange(p, 2, ModularTask.LargestP));
        Require.That(Problem(task) is null, Problem(task) ?? "", nameof(p));
        return task;
    }

    /// <summary>Why there is no such task, as a sentence; null when there is.</summary>
    internal static string? Problem(ModularTask task) =>
        task is GroupTask group && !group.HasOrder(task.P) ? $"expected {group.KnownOrders} for '{task.Id}', got {task.P}." : null;
}
