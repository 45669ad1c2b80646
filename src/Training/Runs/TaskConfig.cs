namespace Grokking.Training;

/// <summary>The operation that a run learns.</summary>
public sealed record TaskConfig
{
    /// <summary>Id of the operation, one of <see cref="OperationCatalogue.Ids"/>. Default <c>mod-add</c>.</summary>
    public string Id { get; init; } = ModularOperation.Addition;

    /// <summary>The modulus p, or the order of a group, 2 to <see cref="BinaryOperation.LargestSize"/>. Default 113.</summary>
    public int P { get; init; } = 113;
}
