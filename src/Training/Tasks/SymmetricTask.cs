namespace Grokking.Training;

/// <summary>The symmetric group S5 (order 120) or S6 (order 720).</summary>
/// <param name="P">Order of the group.</param>
public sealed record SymmetricTask(int P) : PermutationTask(P)
{
    /// <summary>The id of this task.</summary>
    public const string TaskId = "symmetric";

    /// <inheritdoc/>
    public override string Id => TaskId;

    /// <inheritdoc/>
    public override string Description => $"a·b in the symmetric group of order {P}";

    /// <inheritdoc/>
    public override string KnownOrders => "120 or 720";

    /// <inheritdoc/>
    public override bool HasOrder(int order) => order is 120 or 720;

    private protected override string[] Levels => P == 120
        ? ["01234 12340 23401 34012 41230", "01234 02143 03412 04123", "01423 01234 01243", "01234 01432"]
        :
        [
            "012345 123450 234501 345012 451230 512340", "012345 021354 031254 045123 051234", "013524 012534 012345 012354",
            "012345 013542 015243", "012345 012543",
        ];
}
