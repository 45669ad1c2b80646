namespace Grokking.Training;

/// <summary>Which positions of the last block a forward pass computes.</summary>
public enum Positions
{
    /// <summary>Every position: hooks see [batch, pos, …].</summary>
    All,

    /// <summary>In the last block only the position that is read out: its hooks see pos = 1 (query_pos = 1). Faster.</summary>
    ReadOut,
}
