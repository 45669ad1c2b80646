namespace Grokking.Training;

/// <summary>What a run learns.</summary>
public sealed record TaskConfig
{
    /// <summary>Id of the task, an entry of <see cref="TaskCatalogue"/>. Default <c>mod-add</c>.</summary>
    public string Id { get; init; } = ModularAddition.TaskId;

    /// <summary>The modulus p, 2 to <see cref="ModularTask.LargestP"/>. Default 113.</summary>
    public int P { get; init; } = 113;
}
