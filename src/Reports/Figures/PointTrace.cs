namespace Grokking.Reports;

/// <summary>Points that no line joins.</summary>
/// <param name="Name">What they are, for the legend and on hovering.</param>
/// <param name="X">Positions on the x axis.</param>
/// <param name="Y">Positions on the y axis, as many.</param>
public sealed record PointTrace(string Name, Values X, Values Y) : XyTrace(Name, X, Y)
{
    /// <summary>The mark.</summary>
    public MarkerShape Marker { get; init; }

    /// <summary>Diameter of a mark in pixels of the page.</summary>
    public double Size { get; init; } = 8;

    /// <summary>A number for each point that <see cref="Scale"/> turns into its colour; null colours all points by
    /// <see cref="XyTrace.Colour"/>.</summary>
    public Values? ColourValues { get; init; }

    /// <summary>The scale of <see cref="ColourValues"/>.</summary>
    public ColourScale? Scale { get; init; }

    /// <summary>Half the height of an error bar at each point, in units of the y axis; null draws none.</summary>
    public Values? Error { get; init; }

    internal override Trace WithDataOf(Trace other)
    {
        var data = (PointTrace)other;
        return (PointTrace)base.WithDataOf(other)
            with { ColourValues = data.ColourValues ?? ColourValues, Error = data.Error ?? Error };
    }

    internal override IEnumerable<string> Problems()
    {
        var problems = base.Problems()
            .Concat(LengthProblem("colour values, one for each point", ColourValues?.Count, X.Count))
            .Concat(LengthProblem("error bars, one for each point", Error?.Count, X.Count));
        return (ColourValues is null) == (Scale is null)
            ? problems
            : problems.Append($"trace '{Key}': ColourValues and Scale belong together, but only one is set.");
    }
}
