using System.Globalization;
using System.Text.Json;

namespace Grokking.Reports.Tests;

public class PlotlyJsonTests
{
    [Fact]
    public void Line_IsAScatterWithGaps() =>
        Assert.Equal(
            """{"type":"scatter","name":"train","xaxis":"x","yaxis":"y","x":[0,1,2],"y":[4.7,null,1E-07],"legendgroup":"train","showlegend":false,"mode":"lines","line":{"color":"#065e93","width":2,"dash":"dash"}}""",
            Data(Sample.Figure(
                new LineTrace("train", [0, 1, 2], [4.7, double.NaN, 1e-7]) { Colour = ColourRole.Train, Dash = LineDash.Dash })));

    [Fact]
    public void Line_WithMarkersAndLabels_SaysSo() =>
        Assert.Equal("\"lines\\u002Bmarkers\\u002Btext\"",
            Sample.Part(Data(Sample.Figure(Sample.Line() with { HasMarkers = true, Labels = ["a", "b", "c"] })), "mode"));

    [Fact]
    public void Points_ColouredByAScaleUseItsColourAxis() =>
        Assert.Equal(
            """{"color":[3,4],"coloraxis":"coloraxis","line":{"width":0.5,"color":"#57606a"},"size":8,"symbol":"diamond"}""",
            Sample.Part(Data(Sample.Figure(new PointTrace("points", [0, 1], [1, 0])
            {
                ColourValues = [3, 4], Scale = ColourScale.Cyclic("token", 5), Marker = MarkerShape.Diamond,
            })), "marker"));

    [Fact]
    public void Points_HoverNamesBothAxes() =>
        Assert.Equal("x: %{x}<br>y: %{y}<extra>points</extra>",
            JsonSerializer.Deserialize<string>(
                Sample.Part(Data(Sample.Figure(new PointTrace("points", [0], [1]))), "hovertemplate")));

    [Fact]
    public void Bars_StandOnNames() =>
        Assert.Equal(
            """{"type":"bar","name":"cos","xaxis":"x","yaxis":"y","x":["k = 1","k = 2"],"y":[1,2.5],"marker":{"color":"#065e93"},"legendgroup":"cos","showlegend":false}""",
            Data(Sample.Figure(
                Sample.Panel(new BarTrace("cos", ["k = 1", "k = 2"], [1, 2.5])) with { X = Axis.Category("frequency") })));

    [Theory]
    [InlineData(BarMode.Grouped, "\"group\"")]
    [InlineData(BarMode.Stacked, "\"stack\"")]
    public void Bars_StandAsTheFigureSays(BarMode mode, string expected) =>
        Assert.Equal(
            expected, Sample.Part(PlotlyJson.ForPage(Sample.Figure(Sample.Line()) with { Bars = mode }), "layout", "barmode"));

    [Fact]
    public void HeatMap_HasRowsOfCellsWithGaps() =>
        Assert.Equal(
            """{"type":"heatmap","name":"logit","xaxis":"x","yaxis":"y","x":[0,1],"y":[10,20],"z":[[1,null],[-2,3]],"coloraxis":"coloraxis","hovertemplate":"x: %{x}\u003Cbr\u003Ey: %{y}\u003Cbr\u003Elogit: %{z:.4~g}\u003Cextra\u003E\u003C/extra\u003E","hoverongaps":false}""",
            Data(Sample.Figure(
                new HeatMapTrace(
                    "logit", new double?[,] { { 1, null }, { -2, 3 } }, ColourScale.Diverging("logit")) { Y = [10, 20] })));

    [Fact]
    public void DivergingScale_IsSymmetricAboutZero()
    {
        var json = PlotlyJson.ForPage(Sample.Figure(Sample.Map(ColourScale.Diverging("logit"), 1, -5, double.NaN)));
        Assert.Equal((-5.0, 5.0),
            (Sample.Number(json, "layout", "coloraxis", "cmin"), Sample.Number(json, "layout", "coloraxis", "cmax")));
    }

    [Fact]
    public void ColourBar_HasItsTitleBesideIt()
    {
        var json = PlotlyJson.ForPage(Sample.Figure(Sample.Map(ColourScale.Sequential("attention weight"), 0, 1)));
        Assert.Equal("\"attention weight\"", Sample.Part(json, "layout", "annotations", 0, "text"));
    }

    [Fact]
    public void LogAxis_HasItsTitleWithUnit() =>
        Assert.Equal(
            """{"anchor":"x","domain":[0,1],"type":"log","title":{"text":"loss (nats)"},"zeroline":false,"nticks":4,"tickfont":{"size":11},"hoverformat":".4~g","minor":{"ticks":"outside","ticklen":2,"tickcolor":"#8c959f"},"range":[-3.15,0.15]}""",
            Sample.Part(PlotlyJson.ForPage(Sample.Figure(
                Sample.Panel(new LineTrace("loss", [0, 1], [1, 1e-3])) with { Y = Axis.Log("loss", "nats") })),
                "layout", "yaxis"));

    [Theory]
    [InlineData(1e-8, 10.0, false, "[-8,1]")]
    [InlineData(1e-8, 10.0, true, "[1,-8]")]
    [InlineData(null, 10.0, false, "[-0.0477121,1]")]
    public void LogAxis_TakesItsEndsInDataUnits(double? minimum, double? maximum, bool isReversed, string expected)
    {
        var axis = Axis.Log("loss") with { Minimum = minimum, Maximum = maximum, IsReversed = isReversed };
        Assert.Equal(expected, Sample.Part(
            PlotlyJson.ForPage(Sample.Figure(Sample.Panel(Sample.Line()) with { Y = axis })), "layout", "yaxis", "range"));
    }

    [Fact]
    public void Region_IsARectangleToTheLastData() =>
        Assert.Equal(
            """{"type":"rect","layer":"below","xref":"x","x0":1,"x1":2,"yref":"y domain","y0":0,"y1":1,"fillcolor":"#065e93","opacity":0.08,"line":{"width":0}}""",
            Sample.Part(PlotlyJson.ForPage(Sample.Figure(
                Sample.Panel(Sample.Line()) with { Regions = [new Region(1, double.PositiveInfinity, "cleanup")] })),
                "layout", "shapes", 0));

    [Fact]
    public void ReferenceLine_OnALogAxisHasItsLabelAtTheLogarithm()
    {
        var json = PlotlyJson.ForPage(Sample.Figure(
            Sample.Panel(Sample.Line()) with { Y = Axis.Log("loss"), Lines = [ReferenceLine.Horizontal(100, "chance")] }));
        Assert.Equal("100", Sample.Part(json, "layout", "shapes", 0, "y0"));
        Assert.Equal("2", Sample.Part(json, "layout", "annotations", 0, "y"));
    }

    [Fact]
    public void SecondAxis_LiesOverTheFirst()
    {
        var figure = Sample.Figure(
            Sample.Panel(Sample.Line(), Sample.Line("norm") with { OnSecondAxis = true }) with { SecondY = Axis.Linear("norm") });
        var json = PlotlyJson.ForPage(figure);
        Assert.Equal("\"y2\"", Sample.Part(json, "data", 1, "yaxis"));
        Assert.Equal("\"y\"", Sample.Part(json, "layout", "yaxis2", "overlaying"));
    }

    [Fact]
    public void SharedAxes_MatchTheFirst()
    {
        var json = PlotlyJson.ForPage(
            Sample.Figure(Sample.Panel(Sample.Line()), Sample.Panel(Sample.Line())) with { Sharing = AxisSharing.Both });
        Assert.Equal("\"x\"", Sample.Part(json, "layout", "xaxis2", "matches"));
        Assert.Equal("\"y\"", Sample.Part(json, "layout", "yaxis2", "matches"));
    }

    [Fact]
    public void Legend_ListsANameOnceForAllPanels()
    {
        var json = PlotlyJson.ForPage(
            Sample.Figure(Sample.Panel(Sample.Line("a"), Sample.Line("b")), Sample.Panel(Sample.Line("a"))));
        Assert.Equal(["true", "true", "false"], Enumerable.Range(0, 3).Select(i => Sample.Part(json, "data", i, "showlegend")));
    }

    [Fact]
    public void Frames_ReplaceTheDataOfTheirTrace() =>
        Assert.Equal(
            """[{"name":"frame-0","data":[{"x":[0,1,2],"y":[1,4,9]}],"traces":[0]},{"name":"frame-1","data":[{"x":[0,1],"y":[5,6]}],"traces":[0]}]""",
            Sample.Part(PlotlyJson.ForPage(Sliding()), "frames"));

    [Fact]
    public void Frames_AreOpenedOnTheLast()
    {
        Assert.Equal("[5,6]", Sample.Part(PlotlyJson.ForPage(Sliding()), "data", 0, "y"));
    }

    [Fact]
    public void Frames_FitInOneRange()
    {
        var json = PlotlyJson.ForPage(Sliding());
        Assert.True(Sample.Number(json, "layout", "yaxis", "range", 0) < 1);
        Assert.True(Sample.Number(json, "layout", "yaxis", "range", 1) > 9);
    }

    [Fact]
    public void Page_OffersNothingThatSendsData()
    {
        var config = Sample.Part(PlotlyJson.ForPage(Sample.Figure(Sample.Line())), "config");
        Assert.Equal("false", Sample.Part(config, "showSendToCloud"));
        Assert.Equal("\"\"", Sample.Part(config, "plotlyServerURL"));
        Assert.Equal("false", Sample.Part(config, "displaylogo"));
    }

    [Fact]
    public void Texts_AreEscapedTwice()
    {
        const string attack = "</script><script>alert(1)</script>";
        var panel = Sample.Panel(
            new PointTrace(attack, [0], [1]) { Labels = [attack], Hover = [attack] }, Sample.Line(attack + "2")) with
        {
            Title = attack, X = Axis.Linear(attack), Y = Axis.Log(attack, attack),
            Regions = [new Region(0, 1, attack)],
            Lines = [ReferenceLine.Horizontal(1, attack), ReferenceLine.Vertical(1, attack)],
        };
        var figure = Sample.Figure(panel)
            with { Title = attack, Slider = new FrameSlider(attack, [new Frame(attack, [Sample.Line(attack + "2")])]) };
        var json = PlotlyJson.ForPage(figure);
        Assert.DoesNotContain('<', json);
        using var document = JsonDocument.Parse(json);
        Assert.All(Strings(document.RootElement), text => Assert.DoesNotContain("<script", text));
    }

    [Fact]
    public void LineSeparators_AreEscaped() =>
        Assert.DoesNotContain('\u2028', PlotlyJson.ForPage(Sample.Figure(Sample.Line("a\u2028b"), Sample.Line("<!--"))));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Json_IsTheSameInEveryCulture(string culture)
    {
        var expected = All();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, All());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static List<string> All() =>
            [.. Sample.OfEachKind().Select(PlotlyJson.ForPage)];
    }

    [Fact]
    public void Figure_WithProblems_IsRefusedWithAllOfThem()
    {
        var problem = Assert.Throws<ArgumentException>(
            () => PlotlyJson.ForPage(Sample.Figure(new LineTrace("a", [1], []), new LineTrace("b", [1], []))));
        Assert.Contains("'sample'", problem.Message);
        Assert.Contains("'a'", problem.Message);
        Assert.Contains("'b'", problem.Message);
    }

    private static string Data(Figure figure) => Sample.Part(PlotlyJson.ForPage(figure), "data", 0);

    private static Figure Sliding() => Sample.OfEachKind().Single(figure => figure.Id == "slider");

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
