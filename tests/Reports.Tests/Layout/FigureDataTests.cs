namespace Grokking.Reports.Tests;

public class FigureDataTests
{
    [Fact]
    public void Range_OfCurves_EndsWithTheirSteps() => Assert.Equal(new NumberRange(0, 2), X(Sample.Panel(Sample.Line())));

    [Fact]
    public void OverLogSteps_OfCurvesOverSteps_BeginsAtTheFirstThatIsNotZero()
    {
        var figure = Sample.Figure(Sample.Panel(Sample.Line()) with { X = Axis.Linear("step") });

        var logarithmic = FigureData.OverLogSteps(figure)!;

        Assert.Equal(new NumberRange(1, 2), FigureData.RangeX(logarithmic, logarithmic.Panels[0]));
    }

    [Fact]
    public void OverLogSteps_OfSomethingElse_IsNull()
    {
        var map = new HeatMapTrace("m", Grid.Of(1, 2, (_, _) => 1), ColourScale.Sequential("v"));
        Assert.Null(FigureData.OverLogSteps(Sample.Figure(Sample.Line())));
        Assert.Null(FigureData.OverLogSteps(Sample.Figure(Sample.Panel(map) with { X = Axis.Linear("step") })));
    }

    [Fact]
    public void Range_OfMarks_HasAirForThem()
    {
        var (low, high) = X(Sample.Panel(new PointTrace("p", [0, 1], [0, 1])));

        Assert.True(low < 0 && high > 1);
    }

    [Fact]
    public void Range_OfBars_HoldsTheOuterOnes() =>
        Assert.Equal(new NumberRange(9, 25), X(Sample.Panel(new BarTrace("b", [10, 12, 24], [1, 2, 3]))));

    [Fact]
    public void Range_OfNames_HasHalfAPlaceAtEachEnd() =>
        Assert.Equal(
            new NumberRange(-0.5, 2.5),
            X(Sample.Panel(new BarTrace("b", ["a", "b", "c"], [1, 2, 3])) with { X = Axis.Category("name") }));

    [Fact]
    public void Range_OfCells_EndsWithThem()
    {
        var map = new HeatMapTrace(
            "m", Grid.Of(2, 3, (row, column) => row + column), ColourScale.Sequential("v")) { X = [0, 100, 300] };

        Assert.Equal(new NumberRange(-50, 400), X(Sample.Panel(map)));
        Assert.Equal(new NumberRange(-0.5, 1.5), Y(Sample.Panel(map)));
    }

    [Fact]
    public void Range_OfValuesFromZero_BeginsThere()
    {
        Assert.Equal(0, Y(Sample.Panel(new LineTrace("l", [0, 1], [0, 5]))).Minimum);
        Assert.True(Y(Sample.Panel(new LineTrace("l", [0, 1], [-1, 5]))).Minimum < -1);
    }

    [Fact]
    public void Range_OfStackedBars_HoldsTheStack()
    {
        var panel = Sample.Panel(new BarTrace("a", [1], [2]), new BarTrace("b", [1], [3]));

        Assert.True(FigureData.RangeY(Sample.Figure(panel) with { Bars = BarMode.Stacked }, panel, second: false).Maximum > 5);
        Assert.True(Y(panel).Maximum < 4);
    }

    [Fact]
    public void Range_GivenByTheAxis_StandsAsItIs() =>
        Assert.Equal(new NumberRange(-1, 4), Y(Sample.Panel(Sample.Line()) with { Y = Axis.Linear("y", -1, 4) }));

    [Theory]
    [InlineData(AxisScale.Linear)]
    [InlineData(AxisScale.Log)]
    public void Range_OfNothing_IsStillOne(AxisScale scale)
    {
        var (low, high) = Y(Sample.Panel(new LineTrace("l", [0], [double.NaN])) with { Y = new Axis("y", scale) });

        Assert.True(low < high);
    }

    [Fact]
    public void Bars_InGroups_ShareTheirPlace()
    {
        var (first, second) = (new BarTrace("a", [1, 2], [1, 1]), new BarTrace("b", [1, 2], [1, 1]));
        var panel = Sample.Panel(first, second);

        var (width, left) = Bars.Place(Sample.Figure(panel), panel, first);
        var (_, right) = Bars.Place(Sample.Figure(panel), panel, second);

        Assert.Equal((0.4, -0.2, 0.2), (width, left, right));
    }

    [Fact]
    public void Bars_Stacked_BeginWhereTheOneBelowEnds()
    {
        var (first, second) = (new BarTrace("a", [1, 2], [2, -1]), new BarTrace("b", [2, 1], [-4, 3]));
        var panel = Sample.Panel(first, second);

        Assert.Equal([-1, 2], Bars.Starts(Sample.Figure(panel) with { Bars = BarMode.Stacked }, panel, second));
    }

    [Theory]
    [InlineData("One. Two.", "One.")]
    [InlineData("After Nanda et al. (2023) it. Then.", "After Nanda et al. (2023) it.")]
    [InlineData("k = 5 has 1.5 nats", "k = 5 has 1.5 nats")]
    public void FirstSentence_EndsAtItsFullStop(string text, string expected) =>
        Assert.Equal(expected, TextLayout.FirstSentence(text));

    [Theory]
    [InlineData("one two three", 60, "one two|three")]
    [InlineData("a restricted b", 20, "a|restricted|b")]
    public void Lines_BreakBetweenWordsOnly(string text, double width, string expected) =>
        Assert.Equal(expected, string.Join('|', LayoutTarget.Page.Lines(text, width, 13)));

    [Fact]
    public void TextWidth_GrowsWithTheTextAndItsSize()
    {
        foreach (var target in new[] { LayoutTarget.Page, new PictureOptions().Target })
        {
            Assert.True(target.TextWidth("memorization", 12) > target.TextWidth("memory", 12));
            Assert.Equal(2 * target.TextWidth("loss", 12), target.TextWidth("loss", 24), 1e-3);
        }
    }

    private static NumberRange X(Panel panel) => FigureData.RangeX(Sample.Figure(panel), panel);

    private static NumberRange Y(Panel panel) => FigureData.RangeY(Sample.Figure(panel), panel, second: false);
}
