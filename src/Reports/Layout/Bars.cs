namespace Grokking.Reports;

/// <summary>Where the bars of a panel stand: as Plotly places them, with a fifth of each position left free.</summary>
internal static class Bars
{
    private const double Filled = 0.8;

    /// <summary>The distance of the two nearest positions of some bar traces, 1 between names and where there is one
    /// position.</summary>
    public static double Unit(IEnumerable<BarTrace> traces)
    {
        var positions = traces.SelectMany(trace => trace.X.Numbers.ToArray()).Distinct().Order().ToList();
        return positions.Count < 2 ? 1 : positions.Skip(1).Zip(positions, (next, before) => next - before).Min();
    }

    /// <summary>Width of a trace's bars, and how far they stand to the right of their positions, in units of the x
    /// axis.</summary>
    public static (double Width, double Offset) Place(Figure figure, Panel panel, BarTrace trace)
    {
        var all = panel.Traces.OfType<BarTrace>().ToList();
        var width = Filled * Unit(all) / (figure.Bars == BarMode.Grouped ? all.Count : 1);
        var index = all.FindIndex(each => ReferenceEquals(each, trace));
        return (width, figure.Bars == BarMode.Grouped ? (index - (all.Count - 1) / 2.0) * width : 0);
    }

    /// <summary>Where each bar of a trace begins: at 0, or at the end of the bars that it is stacked on.</summary>
    public static double[] Starts(Figure figure, Panel panel, BarTrace trace)
    {
        var below = panel.Traces.OfType<BarTrace>().TakeWhile(each => !ReferenceEquals(each, trace)).ToList();
        return [.. trace.X.Select((position, i) =>
            figure.Bars == BarMode.Grouped ? 0 : below.Sum(other => Same(other, position, trace.Y[i].Number)))];
    }

    /// <summary>The ends of stacked bars; none when bars are grouped.</summary>
    public static IEnumerable<double> StackedEnds(Figure figure, Panel panel) => figure.Bars == BarMode.Grouped
        ? []
        : panel.Traces.OfType<BarTrace>()
        .SelectMany(trace => Starts(figure, panel, trace).Zip(trace.Y.Numbers.ToArray(), (start, height) => start + height));

    /// <summary>The height of another trace's bar at a position, if it grows the same way.</summary>
    private static double Same(BarTrace other, Value position, double height)
    {
        var index = other.X.ToList().IndexOf(position);
        var value = index < 0 ? 0 : other.Y[index].Number;
        return value > 0 == height > 0 && double.IsFinite(value) ? value : 0;
    }
}
