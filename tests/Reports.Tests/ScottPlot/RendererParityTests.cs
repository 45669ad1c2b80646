using System.Text.Json;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The page and the pictures draw the same: every trace of every figure, on the same axes.</summary>
[Trait("lane", "full")]
public sealed class RendererParityTests(SmallRun small) : IClassFixture<SmallRun>
{
    /// <summary>The page's numbers are written with six digits.</summary>
    private const double Tolerance = 1e-5;

    [Fact]
    public void EveryFigureOfTheCatalogue_HasItsTracesAndAxesInBoth()
    {
        var figures = RunReport.Compose(ReportContext.Of(Run.Open(small.Folder))).Figures.ToList();

        Assert.Equal(
            FigureSet.Default.Figures.Count(figure => figure is not RunFigure<Grokking.Interp.RepresentationView>),
            figures.Count);
        Assert.All(figures, Compare);
    }

    [Fact]
    public void EveryKindOfFigure_HasItsTracesAndAxesInBoth() => Assert.All(Sample.OfEachKind(), Compare);

    [Fact]
    public void ATraceThatIsNotDrawn_IsSeen() =>
        Assert.False(Holds(new ScottPlot.Plot(), Sample.Line(), Sample.Panel(Sample.Line())));

    private static void Compare(Figure figure)
    {
        using var page = JsonDocument.Parse(PlotlyJson.ForPage(figure));
        var traces = page.RootElement.GetProperty("data").EnumerateArray().ToList();
        var (shown, palette) = (FigureData.OnLastFrame(figure), new FigurePalette(figure));
        var (painter, next) = (new PicturePainter(figure, new PictureOptions()), 0);
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var (panel, drawn) = (shown.Panels[i], painter.Plots[i]);
            CompareAxis(page, AxisNames.X(i), panel.X, drawn.Axes.Bottom);
            CompareAxis(page, AxisNames.Y(i), panel.Y, drawn.Axes.Left);
            if (panel.SecondY is { } second)
            {
                CompareAxis(page, AxisNames.SecondY(figure, i), second, drawn.Axes.Right);
            }
            var axes = PanelAxes.Of(shown, panel, 100, 100, LayoutTarget.Page);
            foreach (var trace in panel.Traces)
            {
                var alone = new ScottPlot.Plot();
                trace.DrawOn(new TracePlots(alone, shown, panel, axes, palette, pixelsPerUnit: 1));
                Assert.True(Holds(alone, trace, panel), $"{figure.Id}: '{trace.Key}' is not in the picture");
                Assert.All(
                    alone.GetPlottables(),
                    part => Assert.Contains(drawn.GetPlottables(), thing => thing.GetType() == part.GetType()));
                Assert.Equal((PlotlyText.Escape(trace.Name), AxisNames.X(i)),
                    (traces[next].GetProperty("name").GetString(), traces[next++].GetProperty("xaxis").GetString()));
            }
        }
        Assert.Equal(next, traces.Count);
    }

    private static void CompareAxis(JsonDocument page, string name, Axis axis, ScottPlot.IAxis drawn)
    {
        var described = page.RootElement.GetProperty("layout").GetProperty(AxisNames.Key(name));
        var ends = described.GetProperty("range").EnumerateArray().Select(end => end.GetDouble()).ToList();
        var tolerance = Tolerance * (Math.Abs(ends[0]) + Math.Abs(ends[1]));
        Assert.Equal(axis.Scale.ToString().ToLowerInvariant(), described.GetProperty("type").GetString());
        Assert.Equal(ends[0], drawn.Range.Min, tolerance);
        Assert.Equal(ends[1], drawn.Range.Max, tolerance);
    }

    /// <summary>Whether what a plot holds spans a trace's data.</summary>
    private static bool Holds(ScottPlot.Plot plot, Trace trace, Panel panel)
    {
        var y = FigureData.IsOnSecond(trace) ? panel.SecondY! : panel.Y;
        var limits = plot.GetPlottables().Select(thing => thing.GetAxisLimits())
            .Where(limit => limit.HasArea || limit.Left <= limit.Right).ToList();
        return Spans(trace.XNumbers, panel.X.Scale, limits.Select(limit => limit.Left), limits.Select(limit => limit.Right))
            && Spans(
                trace is BarTrace bars ? bars.Y.Numbers.ToArray() : trace.YNumbers, y.Scale, limits.Select(limit => limit.Bottom),
                limits.Select(limit => limit.Top));
    }

    private static bool Spans(IEnumerable<double> numbers, AxisScale scale, IEnumerable<double> lows, IEnumerable<double> highs)
    {
        var places = numbers.Select(number => NumberRange.Coordinate(number, scale)).Where(double.IsFinite).ToList();
        return places.Count == 0
            || (lows.Any() && lows.Min() <= places.Min() + Tolerance && highs.Max() >= places.Max() - Tolerance);
    }
}
