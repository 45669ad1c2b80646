namespace Grokking.Reports;

/// <summary>One axis: what it measures, in which unit, and how.</summary>
/// <param name="Title">What the axis measures: <c>step</c>, <c>loss</c>. Plain text; empty draws none.</param>
/// <param name="Scale">Linear, logarithmic or by name.</param>
public sealed record Axis(string Title, AxisScale Scale = AxisScale.Linear)
{
    /// <summary>The unit, drawn in parentheses after the title; empty for a number without one.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Lower end in data units; null fits the data. Must be positive on a logarithmic axis.</summary>
    public double? Minimum { get; init; }

    /// <summary>Upper end in data units; null fits the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether values grow downwards or to the left, as the rows of a matrix do.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Whether tick marks and their labels are left out, as for points whose position means nothing by itself.</summary>
    public bool HideTicks { get; init; }

    /// <summary>The title with its unit: <c>loss (nats)</c>.</summary>
    public string FullTitle => Unit.Length == 0 ? Title : $"{Title} ({Unit})";

    /// <summary>A linear axis.</summary>
    public static Axis Linear(string title, string unit = "") => new(title) { Unit = unit };

    /// <summary>A linear axis from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public static Axis Linear(string title, double minimum, double maximum) =>
        new(title) { Minimum = minimum, Maximum = maximum };

    /// <summary>A logarithmic axis.</summary>
    public static Axis Log(string title, string unit = "") => new(title, AxisScale.Log) { Unit = unit };

    /// <summary>An axis of names.</summary>
    public static Axis Category(string title) => new(title, AxisScale.Category);
}

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
