namespace Grokking.Training;

/// <summary>The alternating group A5, of order 60.</summary>
/// <param name="P">Order of the group, 60.</param>
public sealed record AlternatingTask(int P) : PermutationTask(P)
{
    /// <summary>The id of this task.</summary>
    public const string TaskId = "alternating";

    /// <inheritdoc/>
    public override string Id => TaskId;

    /// <inheritdoc/>
    public override string Description => $"a·b in the alternating group of order {P}";

    /// <inheritdoc/>
    public override string KnownOrders => "60";

    /// <inheritdoc/>
    public override bool HasOrder(int order) => order == 60;

    private protected override string[] Levels => ["01234 12340 23401 34012 42130", "01234 02143 03124 04213", "01234 01342 01423"];
}
