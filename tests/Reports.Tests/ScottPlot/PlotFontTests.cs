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
    public void Plot_WithTheFont_IsDrawnWithIt()
    {
        byte[] Draw(string? font)
        {
            var plot = new Plot();
            plot.Title("Grokking");
            if (font is not null)
            {
                plot.Font.Set(font);
            }
            return plot.GetImageBytes(300, 200);
        }

        Assert.NotEqual(Draw(null), Draw(PlotFont.Name));
        Assert.Equal(Draw(PlotFont.Name), Draw(PlotFont.Name));
    }
}
