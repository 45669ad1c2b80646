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
