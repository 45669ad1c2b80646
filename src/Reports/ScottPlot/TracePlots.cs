using ScottPlot;
using ScottPlot.Plottables;

namespace Grokking.Reports;

/// <summary>Adds the traces of a panel to a plot.</summary>
internal sealed class TracePlots(
    Plot plot, Figure figure, Panel panel, PanelAxes axes, FigurePalette palette, double pixelsPerUnit) : ITraceCanvas
{
    private const float MarkOnLine = 6;
    private const float LabelDistance = 3;

    public void Draw(LineTrace line)
    {
        var scatter = plot.Add.Scatter(Xs(line), Ys(line), ColourOf(line));
        scatter.LineWidth = (float)(line.IsThin ? Theme.ThinLineWidth : Theme.LineWidth);
        scatter.LineStyle.StrokeJoin = SkiaSharp.SKStrokeJoin.Round;
        scatter.LinePattern = Pattern(palette.Dash(line));
        scatter.MarkerStyle.IsVisible = line.HasMarkers;
        scatter.MarkerSize = MarkOnLine;
        Place(scatter, line);
        AddLabels(line, Xs(line), Ys(line), MarkOnLine / 2);
    }

    public void Draw(PointTrace points)
    {
        var (xs, ys) = (Xs(points), Ys(points));
        AddErrors(points, xs, ys);
        var scale = points.Scale;
        var range = scale is null ? default : FigureData.ColourRange(figure, scale);
        for (var i = 0; i < xs.Length; i++)
        {
            if (double.IsFinite(xs[i]) && double.IsFinite(ys[i]) && !points.HasNoMarks)
            {
                var marker = plot.Add.Marker(xs[i], ys[i], Shape(points.Marker), (float)points.Size, scale is null
                    ? ColourOf(points)
                    : Color.FromSKColor(
                        ColourRamp.At(scale.Kind, range.Fraction(points.ColourValues![i].Number, AxisScale.Linear))));
                marker.MarkerStyle.LineWidth =
                    points.Marker is MarkerShape.Ring or MarkerShape.Cross ? (float)Theme.LineWidth : 0;
                // Without a faint outline the light end of a scale fades into the background.
                marker.MarkerStyle.OutlineWidth = scale is null ? 0 : (float)Theme.OutlineWidth;
                marker.MarkerStyle.OutlineColor = Color.FromHex(Theme.GuideLine);
                Place(marker, points);
            }
        }
        AddLabels(points, xs, ys, (float)points.Size / 2);
    }

    public void Draw(BarTrace bars)
    {
        var scale = ScaleOfY(bars);
        var (width, offset) = Bars.Place(figure, panel, bars);
        var starts = Bars.Starts(figure, panel, bars);
        var floor = (bars.OnSecondAxis ? axes.Second! : axes.Y).Range.Coordinates(scale).Minimum;
        var xs = Xs(bars).Select(x => x + offset).ToArray();
        var ys = bars.Y.Select((value, i) => NumberRange.Coordinate(starts[i] + value.Number, scale)).ToArray();
        var shown = Enumerable.Range(0, xs.Length).Where(i => double.IsFinite(xs[i]) && double.IsFinite(ys[i]));
        Place(plot.Add.Bars((Bar[])[.. shown.Select(i => new Bar
        {
            Position = xs[i],
            Value = ys[i],
            ValueBase = scale == AxisScale.Log ? floor : starts[i],
            Size = width,
            FillColor = ColourOf(bars),
            LineWidth = 0,
        })]), bars);
        AddLabels(bars, xs, ys, 0);
    }

    public void Draw(HeatMapTrace map)
    {
        plot.Add.Plottable(
            new CellMap(map, Edges(map.X, map.Cells.Columns, panel.X.Scale), Edges(map.Y, map.Cells.Rows, panel.Y.Scale),
            FigureData.ColourRange(figure, map.Scale), pixelsPerUnit));
        if (map.HasNumbers)
        {
            AddNumbers(map);
        }
    }

    private void AddErrors(PointTrace points, double[] xs, double[] ys)
    {
        if (points.Error is not { } error)
        {
            return;
        }
        var scale = ScaleOfY(points);
        double End(int i, int sign) =>
            Math.Abs(NumberRange.Coordinate(points.Y[i].Number + sign * error[i].Number, scale) - ys[i]);
        var shown = Enumerable.Range(0, xs.Length)
            .Where(i => double.IsFinite(xs[i]) && double.IsFinite(ys[i]) && double.IsFinite(error[i].Number)).ToList();
        Place(plot.Add.Plottable(new ErrorBar([.. shown.Select(i => xs[i])], [.. shown.Select(i => ys[i])], null, null,
            [.. shown.Select(i => End(i, -1)).Select(down => double.IsFinite(down) ? down : 0)],
            [.. shown.Select(i => End(i, 1))])
        {
            LineWidth = (float)Theme.ThinLineWidth,
            LineColor = ColourOf(points),
        }), points);
    }

    /// <summary>Adds the labels of a trace, above its points, or in their places.</summary>
    private void AddLabels(XyTrace trace, double[] xs, double[] ys, float radius)
    {
        if (trace.Labels is not { } labels)
        {
            return;
        }
        var isAlone = trace is PointTrace { HasNoMarks: true };
        var marks = labels.Select((label, i) => (xs[i], ys[i], label, new PixelOffset(0, isAlone ? 0 : -radius - LabelDistance)));
        var alignment = isAlone ? Alignment.MiddleCenter : Alignment.LowerCenter;
        Place(plot.Add.Plottable(new TextMarks([.. marks], alignment, Theme.SmallFontSize, Theme.Text)), trace);
    }

    private void AddNumbers(HeatMapTrace map)
    {
        var range = FigureData.ColourRange(figure, map.Scale);
        var (xs, ys) = (Edges(map.X, map.Cells.Columns, panel.X.Scale), Edges(map.Y, map.Cells.Rows, panel.Y.Scale));
        var numbers = from row in Enumerable.Range(0, map.Cells.Rows)
                      from column in Enumerable.Range(0, map.Cells.Columns)
                      let value = map.Cells[row, column]
                      where double.IsFinite(value)
                      select (X: (xs[column] + xs[column + 1]) / 2, Y: (ys[row] + ys[row + 1]) / 2, Text: Text.Number(value),
                          Ink: ColourRamp.InkOn(map.Scale.Kind, range.Fraction(value, AxisScale.Linear)));
        foreach (var group in numbers.GroupBy(number => number.Ink))
        {
            plot.Add.Plottable(
                new TextMarks([.. group.Select(number => (number.X, number.Y, number.Text, new PixelOffset(0, 0)))],
                Alignment.MiddleCenter, Theme.SmallFontSize, group.Key));
        }
    }

    private void Place(IPlottable plottable, XyTrace trace)
    {
        if (trace.OnSecondAxis)
        {
            plottable.Axes.YAxis = plot.Axes.Right;
        }
    }

    private Color ColourOf(XyTrace trace) => Color.FromHex(palette.Colour(trace));

    private AxisScale ScaleOfY(XyTrace trace) => (trace.OnSecondAxis ? panel.SecondY! : panel.Y).Scale;

    private double[] Xs(XyTrace trace) => Coordinates(trace.X, panel.X.Scale, FigureData.Names(figure, panel, isX: true));

    private double[] Ys(XyTrace trace) => Coordinates(trace.Y, ScaleOfY(trace), FigureData.Names(figure, panel, isX: false));

    private static double[] Coordinates(Values values, AxisScale scale, IReadOnlyList<string> names) => values.AreTexts
        ? [.. values.Texts.Select(text => (double)names.ToList().IndexOf(text))]
        : [.. values.Numbers.ToArray()
        .Select(value => double.IsFinite(value) ? NumberRange.Coordinate(value, scale) : double.NaN)];

    private static double[] Edges(Values? positions, int count, AxisScale scale) =>
        [.. CellEdges.Of(positions, count).Select(edge => NumberRange.Coordinate(edge, scale))];

    private static LinePattern Pattern(LineDash dash) => dash switch
    {
        LineDash.Dash => new([9, 6], 0, "dash"),
        LineDash.Dot => new([2, 4], 0, "dot"),
        LineDash.DashDot => new([9, 4, 2, 4], 0, "dashdot"),
        _ => LinePattern.Solid,
    };

    private static ScottPlot.MarkerShape Shape(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => ScottPlot.MarkerShape.FilledSquare,
        MarkerShape.Diamond => ScottPlot.MarkerShape.FilledDiamond,
        MarkerShape.Triangle => ScottPlot.MarkerShape.FilledTriangleUp,
        MarkerShape.Cross => ScottPlot.MarkerShape.Eks,
        MarkerShape.Ring => ScottPlot.MarkerShape.OpenCircle,
        _ => ScottPlot.MarkerShape.FilledCircle,
    };
}
