namespace Grokking.Reports.Tests;

public class FigureTests
{
    [Fact]
    public void Problems_OfEachKindOfSample_AreNone() =>
        Assert.All(Sample.OfEachKind(), figure => Assert.Empty(figure.Problems()));

    [Theory]
    [InlineData("Loss")]
    [InlineData("loss_curve")]
    [InlineData("../loss")]
    [InlineData("-loss")]
    [InlineData("")]
    public void Problems_OfAnIdThatIsNoFileName_NameIt(string id) =>
        Assert.Contains(id, Assert.Single((Sample.Figure(Sample.Line()) with { Id = id }).Problems()));

    [Fact]
    public void Problems_AreReportedAllAtOnce()
    {
        var figure = Sample.Figure(
            new LineTrace("short", [1, 2, 3], [1, 2]),
            new PointTrace("coloured", [1], [1]) { ColourValues = [1] },
            Sample.Line("second") with { OnSecondAxis = true }) with { Columns = 0 };
        Assert.Equal(
            [
                "Columns: expected at least 1, got 0.",
                "trace 'short': expected 3 y values, one for each x value, got 2.",
                "trace 'coloured': ColourValues and Scale belong together, but only one is set.",
                "trace 'second' asks for a second y axis, which its panel lacks.",
            ],
            figure.Problems());
    }

    [Fact]
    public void Problems_OfNamesOnANumberAxis_SayWhichAxisToTake()
    {
        var problem = Assert.Single(Sample.Figure(new BarTrace("bars", ["a"], [1])).Problems());
        Assert.Contains("Axis.Category", problem);
    }

    [Fact]
    public void Problems_OfANonPositiveEndOfALogAxis_AreFound()
    {
        var figure = Sample.Figure(Sample.Panel(Sample.Line()) with { Y = Axis.Log("loss") with { Minimum = 0 } });
        Assert.Contains("positive", Assert.Single(figure.Problems()));
    }

    [Fact]
    public void Problems_OfAFrameForNoTrace_NameFrameAndTrace()
    {
        var figure = Sample.Figure(Sample.Line("here"))
            with { Slider = new FrameSlider("step", [new Frame("100", [Sample.Line("there")])]) };
        var problem = Assert.Single(figure.Problems());
        Assert.Contains("'100'", problem);
        Assert.Contains("'there'", problem);
    }

    [Fact]
    public void Problems_OfAFrameOfAnotherKind_AreFound()
    {
        var bars = new BarTrace("line", [1], [1]);
        var figure = Sample.Figure(Sample.Line("line")) with { Slider = new FrameSlider("step", [new Frame("100", [bars])]) };
        Assert.Contains("LineTrace", Assert.Single(figure.Problems()));
    }

    [Fact]
    public void Figures_WithEqualTraces_HaveEqualTraces() =>
        Assert.Equal(
            Sample.Line("a") with { Colour = ColourRole.Train }, Sample.Line("a") with { Colour = ColourRole.Series(0) });

    [Fact]
    public void Key_IsTheNameUnlessSet()
    {
        Assert.Equal("loss", Sample.Line("loss").Key);
        Assert.Equal("left", (Sample.Line("loss") with { Key = "left" }).Key);
    }

    [Theory]
    [InlineData("Loss of a + b, over training", "loss-of-a-b-over-training")]
    [InlineData("β", "figure")]
    public void Of_MakesAnIdOfTheTitle(string title, string id)
    {
        var figure = Figure.Of(title, Axis.Linear("x"), Axis.Linear("y"), Sample.Line());

        Assert.Equal(id, figure.Id);
        Assert.Empty(figure.Problems());
    }

    [Fact]
    public void Line_OfATimelineColumn_LeavesGapsForAbsentValues()
    {
        var timeline = new Interp.Timeline(["loss"], [new Interp.TimelineRow(0, [2.5]), new Interp.TimelineRow(7, [null])]);

        var line = timeline.Line("loss");

        Assert.Equal(new LineTrace("loss", [0, 7], [2.5, double.NaN]), line);
    }

    [Fact]
    public void Map_OfAMatrix_HasItsRowsAlongY()
    {
        var panel = Panel.Map("", "columns", "rows", new Interp.Matrix(1, 2, [3, 4]), ColourScale.Sequential("value"));

        var map = Assert.IsType<HeatMapTrace>(panel.Traces.Single());
        Assert.Equal((1, 2, 4.0), (map.Cells.Rows, map.Cells.Columns, map.Cells[0, 1]));
    }
}
