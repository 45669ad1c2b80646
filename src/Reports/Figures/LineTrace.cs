namespace Grokking.Reports;

/// <summary>A line through points; a value that is not finite breaks it.</summary>
/// <param name="Name">What it is, for the legend and on hovering.</param>
/// <param name="X">Positions on the x axis, in drawing order.</param>
/// <param name="Y">Values on the y axis, as many as positions.</param>
public sealed record LineTrace(string Name, Values X, Values Y) : XyTrace(Name, X, Y)
{
    /// <summary>How the line is broken.</summary>
    public LineDash Dash { get; init; }

    /// <summary>Whether each point has a mark.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>Whether the line is thin: one of many, or a guide.</summary>
    public bool IsThin { get; init; }
}
