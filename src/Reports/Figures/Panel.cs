using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>One pair of axes and what is drawn on it.</summary>
public sealed record Panel
{
    /// <summary>A table as a map of square cells, its rows along the y axis.</summary>
    /// <param name="title">Heading of the panel; empty for the only one of a figure.</param>
    /// <param name="x">What the columns are.</param>
    /// <param name="y">What the rows are.</param>
    /// <param name="cells">The table, [rows, columns].</param>
    /// <param name="scale">How numbers become colours, and what they measure.</param>
    public static Panel Map(string title, string x, string y, Grid cells, ColourScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return new Panel
        {
            Title = title,
            X = Axis.Linear(x),
            Y = Axis.Linear(y),
            HasEqualAspect = true,
            Traces = [new HeatMapTrace(scale.Title, cells, scale) { Key = title }],
        };
    }

    /// <summary>Heading above the panel, plain text; empty for the only panel of a figure.</summary>
    public string Title { get; init; } = "";

    /// <summary>The x axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The y axis, at the left.</summary>
    public required Axis Y { get; init; }

    /// <summary>A second y axis at the right for traces that ask for it; null for none.</summary>
    public Axis? SecondY { get; init; }

    /// <summary>What is drawn, the first at the back.</summary>
    public required IReadOnlyList<Trace> Traces { get; init; }

    /// <summary>Shaded stretches of the x axis, in order.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>Straight lines for comparison.</summary>
    public IReadOnlyList<ReferenceLine> Lines { get; init; } = [];

    /// <summary>Whether one unit is as long on x as on y, so that a circle is round and a cell square.</summary>
    public bool HasEqualAspect { get; init; }
}

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

/// <summary>A stretch of the x axis, shaded lightly behind the traces: a phase of training.</summary>
/// <param name="From">Where it begins, in units of the x axis; negative infinity for the first data.</param>
/// <param name="To">Where it ends; positive infinity for the last data.</param>
/// <param name="Label">Its name, written above the panel; empty writes none.</param>
public sealed record Region(double From, double To, string Label)
{
    /// <summary>The phases of a run along an axis of steps; none for a phase that did not happen.</summary>
    public static IReadOnlyList<Region> Of(Phases phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        (Phase? Phase, string Name)[] named =
            [(phases.Memorisation, "memorisation"), (phases.CircuitFormation, "circuit formation"), (phases.Cleanup, "cleanup")];
        return [.. named.Where(item => item.Phase is not null)
            .Select(item => new Region(item.Phase!.From, item.Phase.To, item.Name))];
    }
}
