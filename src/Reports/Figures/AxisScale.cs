namespace Grokking.Reports;

/// <summary>How an axis maps values to positions.</summary>
public enum AxisScale
{
    /// <summary>Equal steps are equal distances.</summary>
    Linear,

    /// <summary>Equal ratios are equal distances; values of 0 and below are gaps.</summary>
    Log,

    /// <summary>Names in the order in which they first occur.</summary>
    Category,
}
