namespace Grokking.Reports;

/// <summary>A label in the strip above a panel, which names a region or a vertical line.</summary>
/// <param name="Text">The label.</param>
/// <param name="X">The place it names, in units of the x axis.</param>
/// <param name="Shift">Pixels by which it is moved to the right to stay over the panel.</param>
/// <param name="Row">Its row, counted upwards from the panel.</param>
/// <param name="Colour">Its colour, as CSS.</param>
internal sealed record StripLabel(string Text, double X, double Shift, int Row, string Colour)
{
    /// <summary>Height of a row in pixels.</summary>
    public const double RowHeight = 17;

    private const double Gap = 10;

    /// <summary>Places the labels of a panel so that none covers another.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="range">The span of its x axis.</param>
    /// <param name="width">Width of the panel in pixels.</param>
    /// <param name="target">Measures the labels.</param>
    public static IReadOnlyList<StripLabel> Place(Panel panel, NumberRange range, double width, LayoutTarget target)
    {
        var labels = new List<StripLabel>();
        var ends = new List<double>();
        foreach (var (text, x, colour) in Wanted(panel, range).OrderBy(label => label.X))
        {
            var half = target.TextWidth(text, Theme.SmallFontSize) / 2;
            var exact = range.Fraction(x, panel.X.Scale) * width;
            var centre = half * 2 < width ? Math.Clamp(exact, half, width - half) : width / 2;
            var row = ends.FindIndex(end => end + Gap <= centre - half);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }
            ends[row] = centre + half;
            labels.Add(new StripLabel(text, x, Math.Round(centre - exact, 1), row, colour));
        }
        return labels;
    }

    /// <summary>The part of a region that the axis shows; null when it shows none.</summary>
    public static NumberRange? Visible(Region region, NumberRange range)
    {
        var (from, to) = (Math.Max(region.From, range.Minimum), Math.Min(region.To, range.Maximum));
        return from < to ? new(from, to) : null;
    }

    private static IEnumerable<(string Text, double X, string Colour)> Wanted(Panel panel, NumberRange range)
    {
        for (var i = 0; i < panel.Regions.Count; i++)
        {
            if (panel.Regions[i].Label.Length > 0 && Visible(panel.Regions[i], range) is { } part)
            {
                yield return (panel.Regions[i].Label, Middle(part, panel.X.Scale), Theme.RegionText(i));
            }
        }
        foreach (var line in panel.Lines.Where(line => line.IsVertical && line.Label.Length > 0))
        {
            yield return (line.Label, line.Value, Theme.GuideLine);
        }
    }

    private static double Middle(NumberRange range, AxisScale scale) => scale == AxisScale.Log
        ? Math.Sqrt(range.Minimum * range.Maximum)
        : (range.Minimum + range.Maximum) / 2;
}
