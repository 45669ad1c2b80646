namespace Grokking.Interp;

/// <summary>Names of pair sets in ids.</summary>
internal static class PairSetNames
{
    /// <summary><c>train</c>, <c>test</c> or <c>all</c>.</summary>
    public static string Name(this PairSet pairs) => pairs switch
    {
        PairSet.Train => "train",
        PairSet.Test => "test",
        _ => "all",
    };
}
