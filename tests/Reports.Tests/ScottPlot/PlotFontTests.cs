using ScottPlot;

namespace Grokking.Reports.Tests;

public sealed class PlotFontTests
{
    [Fact]
    public void ScottPlot_FindsTheFontByItsNameInBothWeights()
    {
        Assert.Same(PictureFont.Regular, Fonts.GetTypeface(PlotFont.Name, bold: false, italic: false));
        Assert.Same(PictureFont.Semibold, Fonts.GetTypeface(PlotFont.Name, bold: true, italic: false));
    }

    [Fact]
    public void Title_InTheFont_IsDrawnWithIt()
    {
        Assert.Equal(Draw(PlotFont.Name), Draw(PlotFont.Name));
        Assert.NotEqual(Draw("no font of any machine"), Draw(PlotFont.Name));
    }

    // Of the title alone: Plot.Font.Set changes the font of all plots of the process.
    private static byte[] Draw(string font)
    {
        var plot = new Plot();
        plot.Title("Grokking");
        plot.Axes.Title.Label.FontName = font;
        return plot.GetImageBytes(300, 200);
    }
}
