using Grokking.Interp;
using Grokking.Interp.Tests;
using Grokking.Training;

namespace Grokking.Reports.Tests;

public sealed class NumberLinesFigureTests
{
    private const int P = 53;

    /// <summary>Every point stands on the line, which is cut once, and the wave is somewhere else.</summary>
    [Fact]
    public void Draw_OfALine_HasItsPointsOnIt()
    {
        var figure = NumberLinesFigure.Of(View(HandBuilt.Line(P, 7, 20)))!;
        var traces = figure.Panels.Single().Traces.OfType<XyTrace>().ToList();
        var points = traces.OfType<PointTrace>().Single();
        var lines = traces.OfType<LineTrace>().Where(trace => trace.Name != "wave").ToList();
        var wave = traces.Single(trace => trace.Name == "wave");

        Assert.Equal(2, lines.Count);
        var onLine = lines.SelectMany(Points).ToDictionary(point => point.X, point => point.Y);
        Assert.All(Points(points), point => Assert.Equal(onLine[point.X], point.Y, 1e-3));
        Assert.Contains(Points(wave), point => Math.Abs(onLine[point.X] - point.Y) > P / 4.0);
        Assert.Matches(@"k.=.7: 105 neurons, of what they receive the line holds 100.% and waves 60\.\d", figure.Caption);
    }

    [Fact]
    public void Draw_OfWaves_IsNothing() => Assert.Null(NumberLinesFigure.Of(View(HandBuilt.Pizza(P, 2, 5))));

    private static IEnumerable<(double X, double Y)> Points(XyTrace trace) =>
        trace.X.Zip(trace.Y, (x, y) => (x.Number, y.Number));

    private static CyclicView View(Model model) =>
        new CheckpointEvaluation(FullBatchActivations.Of(model, ModularOperation.Add(P))).Cyclic!;
}
