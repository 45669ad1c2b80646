namespace Grokking.Reports;

/// <summary>How a line is broken.</summary>
public enum LineDash
{
    /// <summary>Unbroken.</summary>
    Solid,

    /// <summary>Dashes.</summary>
    Dash,

    /// <summary>Dots.</summary>
    Dot,

    /// <summary>Dashes and dots in turn.</summary>
    DashDot,
}
