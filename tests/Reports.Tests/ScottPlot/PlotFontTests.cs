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
}
