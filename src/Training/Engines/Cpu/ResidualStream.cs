namespace Grokking.Training;

/// <summary>What a layer reads: the residual stream, what a branch reads of it (the same, or its LayerNorm), and their rows.</summary>
internal readonly record struct ResidualStream(RowBuffer Residual, RowBuffer Branch, RowMap Map)
{
    /// <summary>A stream whose branches read it as it is.</summary>
    public ResidualStream(RowBuffer residual, RowMap map)
        : this(residual, residual, map)
    {
    }
}
