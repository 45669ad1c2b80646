namespace Grokking.Training;

/// <summary>What a second run of the same config on the same machine gives.</summary>
public enum Repeatability
{
    /// <summary>The same bits.</summary>
    Bits,

    /// <summary>The same within float32 rounding, which training magnifies: sums run in the order in which threads arrive.</summary>
    Rounding,
}
