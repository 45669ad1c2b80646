namespace Grokking.Reports.Tests;

public class FigurePaletteTests
{
    [Fact]
    public void Automatic_GivesOneNameOneColourInAllPanels()
    {
        var figure = Sample.Figure(Sample.Panel(Sample.Line("a"), Sample.Line("b")), Sample.Panel(Sample.Line("b")));
        var palette = new FigurePalette(figure);
        Assert.Equal(palette.Colour(Sample.Line("b")), palette.Colour((XyTrace)figure.Panels[1].Traces[0]));
        Assert.NotEqual(palette.Colour(Sample.Line("a")), palette.Colour(Sample.Line("b")));
    }

    [Fact]
    public void Automatic_TakesNoColourThatARoleHas()
    {
        var train = Sample.Line("train") with { Colour = ColourRole.Train };
        var palette = new FigurePalette(Sample.Figure(Sample.Line("a"), train));
        Assert.NotEqual(palette.Colour(train), palette.Colour(Sample.Line("a")));
    }

    [Fact]
    public void Automatic_RepeatsAColourWithAnotherDash()
    {
        var lines = Enumerable.Range(0, Theme.SeriesLength + 1).Select(i => Sample.Line($"k = {i}")).ToArray();
        var palette = new FigurePalette(Sample.Figure(lines));
        Assert.Equal(palette.Colour(lines[0]), palette.Colour(lines[^1]));
        Assert.NotEqual(palette.Dash(lines[0]), palette.Dash(lines[^1]));
    }

    [Fact]
    public void Scales_ThatAreEqualShareAColourAxis()
    {
        var figure = Sample.Figure(
            Sample.Map(ColourScale.Sequential("weight"), 1),
            Sample.Map(ColourScale.Sequential("weight"), 2),
            Sample.Map(ColourScale.Sequential("power"), 3));
        Assert.Equal([ColourScale.Sequential("weight"), ColourScale.Sequential("power")], new FigurePalette(figure).Scales);
        Assert.Equal(["coloraxis", "coloraxis", "coloraxis2"],
            Enumerable.Range(0, 3)
                .Select(i =>
                    System.Text.Json.JsonSerializer.Deserialize<string>(
                        Sample.Part(PlotlyJson.ForPage(figure), "data", i, "coloraxis"))));
    }
}
