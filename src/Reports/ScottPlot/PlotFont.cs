using ScottPlot;
using SkiaSharp;

namespace Grokking.Reports;

/// <summary>The font of this library's pictures for plots of one's own: <c>plot.Font.Set(PlotFont.Name)</c>, which ScottPlot also takes for
/// the plots that follow. It needs no font on the machine.</summary>
public static class PlotFont
{
    private static readonly Lazy<string> LazyName = new(() =>
    {
        Fonts.FontResolvers.Add(new Resolver());
        return PictureFont.Regular.FamilyName;
    });

    /// <summary>Its name, under which ScottPlot finds it.</summary>
    public static string Name => LazyName.Value;

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            fontName != Name ? null : weight >= FontWeight.SemiBold ? PictureFont.Semibold : PictureFont.Regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
    }
}
