namespace Grokking.Reports;

/// <summary>Where bars that share a position stand.</summary>
public enum BarMode
{
    /// <summary>Side by side.</summary>
    Grouped,

    /// <summary>On top of one another. Also right for bars that never share a position, such as key frequencies and the
    /// others.</summary>
    Stacked,
}
