namespace Grokking.Reports;

/// <summary>A grid of coloured cells.</summary>
/// <param name="Name">What the cells measure; shown on hovering.</param>
/// <param name="Cells">The numbers [rows, columns]; rows lie along the y axis, upwards unless that axis is reversed.</param>
/// <param name="Scale">How numbers become colours.</param>
public sealed record HeatMapTrace(string Name, Grid Cells, ColourScale Scale) : Trace(Name)
{
    /// <summary>Position of each column; null counts from 0.</summary>
    public Values? X { get; init; }

    /// <summary>Position of each row; null counts from 0.</summary>
    public Values? Y { get; init; }

    /// <summary>Whether each cell carries its number; for grids of a few cells.</summary>
    public bool HasNumbers { get; init; }

    internal override Trace WithDataOf(Trace other)
    {
        var data = (HeatMapTrace)other;
        return this with { Cells = data.Cells, X = data.X ?? X, Y = data.Y ?? Y };
    }

    internal override IEnumerable<string> Problems() =>
        LengthProblem("x values, one for each column", X?.Count, Cells.Columns)
            .Concat(LengthProblem("y values, one for each row", Y?.Count, Cells.Rows));
}
