namespace Grokking.Reports;

/// <summary>Which axes the panels of a figure have in common. Shared axes span the same range, zoom together, and carry their
/// labels only at the left and the bottom of the figure.</summary>
[Flags]
public enum AxisSharing
{
    /// <summary>Each panel has its own axes.</summary>
    None = 0,

    /// <summary>One x axis for all panels.</summary>
    X = 1,

    /// <summary>One y axis for all panels.</summary>
    Y = 2,

    /// <summary>One x axis and one y axis for all panels.</summary>
    Both = X | Y,
}
