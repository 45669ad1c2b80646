namespace Grokking.Reports;

/// <summary>A thin straight line across a panel: a threshold, a level of chance, an event.</summary>
public sealed record ReferenceLine
{
    private ReferenceLine(bool isVertical, double value, string label)
    {
        IsVertical = isVertical;
        Value = value;
        Label = label;
    }

    /// <summary>Whether the line stands at an x; else it lies at a y.</summary>
    public bool IsVertical { get; }

    /// <summary>Where it crosses its axis, in units of that axis.</summary>
    public double Value { get; }

    /// <summary>Its name, written beside it; empty writes none.</summary>
    public string Label { get; }

    /// <summary>A line up from an x.</summary>
    public static ReferenceLine Vertical(double x, string label = "") => new(true, x, label);

    /// <summary>A line across at a y of the first y axis.</summary>
    public static ReferenceLine Horizontal(double y, string label = "") => new(false, y, label);
}
