namespace Grokking.Reports;

/// <summary>A trace of values over positions.</summary>
/// <param name="Name">What it is, for the legend and on hovering.</param>
/// <param name="X">Positions on the x axis.</param>
/// <param name="Y">Values on the y axis, as many as positions.</param>
public abstract record XyTrace(string Name, Values X, Values Y) : Trace(Name)
{
    /// <summary>The colour's meaning.</summary>
    public ColourRole Colour { get; init; }

    /// <summary>Whether the values are measured on the panel's second y axis, at the right.</summary>
    public bool OnSecondAxis { get; init; }

    /// <summary>Text drawn beside each point, plain; null draws none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Text shown on hovering over each point instead of its coordinates, plain; null shows the coordinates.</summary>
    public IReadOnlyList<string>? Hover { get; init; }

    internal override Trace WithDataOf(Trace other)
    {
        var data = (XyTrace)other;
        return this with { X = data.X, Y = data.Y, Labels = data.Labels ?? Labels, Hover = data.Hover ?? Hover };
    }

    internal override IEnumerable<string> Problems() =>
        LengthProblem("y values, one for each x value", Y.Count, X.Count)
            .Concat(LengthProblem("labels, one for each point", Labels?.Count, X.Count))
            .Concat(LengthProblem("hover texts, one for each point", Hover?.Count, X.Count));
}
