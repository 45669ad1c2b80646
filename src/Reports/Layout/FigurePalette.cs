namespace Grokking.Reports;

/// <summary>Which colour each trace of a figure has, and which names its legend lists.</summary>
internal sealed class FigurePalette
{
    private readonly Dictionary<string, int> automatic = new(StringComparer.Ordinal);

    public FigurePalette(Figure figure)
    {
        var traces = figure.Panels.SelectMany(panel => panel.Traces).ToList();
        Scales = [.. traces.Select(FigureData.ScaleOf).OfType<ColourScale>().Distinct()];
        LegendNames = [.. traces.OfType<XyTrace>().Select(trace => trace.Name).Where(name => name.Length > 0).Distinct()];
        AssignAutomatic([.. traces.OfType<XyTrace>()]);
    }

    /// <summary>The distinct colour scales in order of first use.</summary>
    public IReadOnlyList<ColourScale> Scales { get; }

    /// <summary>The names in the legend, in order.</summary>
    public IReadOnlyList<string> LegendNames { get; }

    /// <summary>Whether the figure has a legend: one name alone would repeat the title.</summary>
    public bool HasLegend => LegendNames.Count > 1;

    /// <summary>The colour of a trace, as CSS.</summary>
    public string Colour(XyTrace trace) =>
        trace.Colour == ColourRole.Automatic ? Theme.Series(automatic[trace.Name]) : Theme.Of(trace.Colour);

    /// <summary>The dash of a line: its own, and the next one each time the series of colours has run through.</summary>
    public LineDash Dash(LineTrace trace)
    {
        var rounds = trace.Colour == ColourRole.Automatic ? automatic[trace.Name] / Theme.SeriesLength : 0;
        return trace.Dash == LineDash.Solid ? (LineDash)(rounds % 4) : trace.Dash;
    }

    private void AssignAutomatic(IReadOnlyList<XyTrace> traces)
    {
        var taken = traces.Select(trace => trace.Colour.Code - 1).Where(index => index >= 0).ToHashSet();
        var next = 0;
        foreach (var trace in traces.Where(trace => trace.Colour == ColourRole.Automatic && !automatic.ContainsKey(trace.Name)))
        {
            while (taken.Contains(next))
            {
                next++;
            }
            automatic[trace.Name] = next++;
        }
    }
}
