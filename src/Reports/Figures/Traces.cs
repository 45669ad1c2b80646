namespace Grokking.Reports;

/// <summary>Something drawn in a panel.</summary>
/// <param name="Name">What it is, for the legend and on hovering; plain text. Traces of one name share a legend entry; an empty
/// name has none.</param>
public abstract record Trace(string Name)
{
    /// <summary>How frames address the trace; the name unless set. Needed when two traces share a name and frames replace
    /// them.</summary>
    public string Key
    {
        get => field ?? Name;
        init;
    }

    /// <summary>Positions and ends along the x axis, in data units; empty where they are names.</summary>
    internal abstract IEnumerable<double> XNumbers { get; }

    /// <summary>The same along the y axis.</summary>
    internal abstract IEnumerable<double> YNumbers { get; }

    /// <summary>Names along the axes, in order; empty where positions are numbers.</summary>
    internal abstract (IEnumerable<string> X, IEnumerable<string> Y) Names { get; }

    /// <summary>What is wrong with the trace, in sentences; none when it can be drawn.</summary>
    internal abstract IEnumerable<string> Problems();

    /// <summary>This trace's look with another's data.</summary>
    /// <param name="other">A trace of the same kind.</param>
    internal abstract Trace WithDataOf(Trace other);

    /// <summary>Hands the trace to the drawing of its kind: a renderer that lacks a kind does not compile.</summary>
    internal abstract void DrawOn(ITraceCanvas canvas);

    private protected IEnumerable<string> LengthProblem(string what, int? actual, int expected)
    {
        if (actual is not null && actual != expected)
        {
            yield return $"trace '{Key}': expected {expected} {what}, got {actual}.";
        }
    }
}

/// <summary>What a renderer draws: every kind of trace.</summary>
internal interface ITraceCanvas
{
    /// <summary>Draws a line.</summary>
    void Draw(LineTrace line);

    /// <summary>Draws points.</summary>
    void Draw(PointTrace points);

    /// <summary>Draws bars.</summary>
    void Draw(BarTrace bars);

    /// <summary>Draws coloured cells.</summary>
    void Draw(HeatMapTrace map);
}

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

    internal override IEnumerable<double> XNumbers => X.Numbers.ToArray();

    internal override IEnumerable<double> YNumbers => Y.Numbers.ToArray();

    internal override (IEnumerable<string> X, IEnumerable<string> Y) Names => (X.Texts, Y.Texts);

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

    /// <summary>A line through points given as pairs: <c>LineTrace.Of("loss", rows.Select(row => ((double)row.Step,
    /// row.TrainLoss)))</c>.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="points">The points, in drawing order.</param>
    public static LineTrace Of(string name, IEnumerable<(double X, double Y)> points)
    {
        var all = points.ToArray();
        return new LineTrace(name, all.Select(point => point.X).ToArray(), all.Select(point => point.Y).ToArray());
    }

    internal override void DrawOn(ITraceCanvas canvas) => canvas.Draw(this);
}

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

    /// <summary>Whether there are labels alone, in the places of their points.</summary>
    public bool HasNoMarks { get; init; }

    /// <summary>A number for each point that <see cref="Scale"/> turns into its colour; null colours all points by
    /// <see cref="XyTrace.Colour"/>.</summary>
    public Values? ColourValues { get; init; }

    /// <summary>The scale of <see cref="ColourValues"/>.</summary>
    public ColourScale? Scale { get; init; }

    /// <summary>Half the height of an error bar at each point, in units of the y axis; null draws none.</summary>
    public Values? Error { get; init; }

    internal override IEnumerable<double> YNumbers => Error is { } error
        ? base.YNumbers.Zip(error.Numbers.ToArray())
        .SelectMany(pair => new[] { pair.First - pair.Second, pair.First + pair.Second })
        : base.YNumbers;

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

    internal override void DrawOn(ITraceCanvas canvas) => canvas.Draw(this);
}

/// <summary>The mark that stands for a point.</summary>
public enum MarkerShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle.</summary>
    Triangle,

    /// <summary>An x.</summary>
    Cross,

    /// <summary>A ring.</summary>
    Ring,
}

/// <summary>Bars from 0 to a value.</summary>
/// <param name="Name">What they measure, for the legend and on hovering.</param>
/// <param name="X">Positions on the x axis: numbers or names.</param>
/// <param name="Y">Heights, as many as positions.</param>
public sealed record BarTrace(string Name, Values X, Values Y) : XyTrace(Name, X, Y)
{
    internal override IEnumerable<double> YNumbers => base.YNumbers.Prepend(0);

    internal override void DrawOn(ITraceCanvas canvas) => canvas.Draw(this);
}

/// <summary>Where bars that share a position stand.</summary>
public enum BarMode
{
    /// <summary>Side by side.</summary>
    Grouped,

    /// <summary>On top of one another. Also right for bars that never share a position, such as key frequencies and the
    /// others.</summary>
    Stacked,
}

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

    internal override IEnumerable<double> XNumbers => CellEdges.Of(X, Cells.Columns);

    internal override IEnumerable<double> YNumbers => CellEdges.Of(Y, Cells.Rows);

    internal override (IEnumerable<string> X, IEnumerable<string> Y) Names => (X?.Texts ?? [], Y?.Texts ?? []);

    internal override Trace WithDataOf(Trace other)
    {
        var data = (HeatMapTrace)other;
        return this with { Cells = data.Cells, X = data.X ?? X, Y = data.Y ?? Y };
    }

    internal override IEnumerable<string> Problems() =>
        LengthProblem("x values, one for each column", X?.Count, Cells.Columns)
            .Concat(LengthProblem("y values, one for each row", Y?.Count, Cells.Rows));

    internal override void DrawOn(ITraceCanvas canvas) => canvas.Draw(this);
}

/// <summary>Where the cells of a heat map end, along one axis.</summary>
internal static class CellEdges
{
    /// <summary>One more edge than cells: half way between neighbouring positions, and as far beyond the outer ones. Names lie at
    /// 0, 1, 2 … .</summary>
    /// <param name="positions">Positions of the cells; null counts from 0.</param>
    /// <param name="count">Number of cells.</param>
    public static double[] Of(Values? positions, int count)
    {
        if (count == 0)
        {
            return [];
        }
        var centres = positions is { AreTexts: false }
            ? positions.Numbers.ToArray() : [.. Enumerable.Range(0, count).Select(i => (double)i)];
        var (first, last) = count == 1 ? (0.5, 0.5) : ((centres[1] - centres[0]) / 2, (centres[^1] - centres[^2]) / 2);
        return [centres[0] - first, .. centres.Skip(1).Zip(centres, (next, before) => (before + next) / 2), centres[^1] + last];
    }
}
