using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using SkiaSharp;

namespace Grokking.Reports.Tests;

public sealed class PicturesTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Write_MakesOneFileForEachFigure()
    {
        var figures = Sample.OfEachKind();

        var paths = Pictures.Write(figures, temp.File("pictures"));

        Assert.Equal(figures.Select(figure => temp.File($"pictures/{figure.Id}.png")), paths);
        Assert.All(paths, path => Assert.True(Ink(File.ReadAllBytes(path)) > 0.002, $"{path} is blank"));
        Assert.Equal(paths.Count, Directory.GetFileSystemEntries(temp.File("pictures")).Length);
    }

    [Fact]
    public void Png_OfAPlainFigureIs1600By1000()
    {
        using var picture = SKBitmap.Decode(Pictures.Png(Sample.Figure(Sample.Line("a"), Sample.Line("b"))));

        Assert.Equal((1600, 1000), (picture.Width, picture.Height));
    }

    [Fact]
    public void Png_OfTheSameFigure_HasTheSameBytesInEveryCulture()
    {
        var expected = Sample.OfEachKind().Select(figure => Pictures.Png(figure)).ToList();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(expected, Sample.OfEachKind().Select(figure => Pictures.Png(figure)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Letters, curves, marks, bars and cells, to the pixel: whatever machine draws them.</summary>
    [Theory]
    [InlineData("panels", "5f0279b17d043fa1")]
    [InlineData("points", "2ff79cc3642611e9")]
    [InlineData("map", "8b633b1125f8cb63")]
    public void Png_HasTheSamePixelsOnEveryMachine(string id, string expected)
    {
        using var picture = Pictures.Draw(Sample.OfEachKind().Single(figure => figure.Id == id), new PictureOptions());

        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(picture.GetPixelSpan()))[..16]);
    }

    [Fact]
    public void Png_WithASlider_ShowsTheLastFrame()
    {
        var sliding = Sample.OfEachKind().Single(figure => figure.Id == "slider");
        var last = FigureData.OnLastFrame(sliding);

        Assert.NotEqual(Pictures.Png(sliding with { Slider = null }), Pictures.Png(sliding));
        Assert.Contains(
            "(step 10)",
            string.Join(' ', new FigureGeometry(last, new PictureOptions().Target, new FigurePalette(last)).TitleLines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_TakeTheColoursOfTheirValues()
    {
        var map = new HeatMapTrace("m", new double[,] { { 0, 1 }, { 0.5, double.NaN } }, ColourScale.Sequential("v"));
        var figure = Sample.Figure(Sample.Panel(map) with { HasEqualAspect = true });
        using var picture = Pictures.Draw(figure, new PictureOptions());
        var geometry = new FigureGeometry(figure, new PictureOptions().Target, new FigurePalette(figure));
        var box = geometry.Boxes[0];
        SKColor At(double x, double y) => picture.GetPixel(
            (int)(2 * (geometry.Left + box.Left + x * box.Width)), (int)(2 * (geometry.Top + box.Top + (1 - y) * box.Height)));

        Assert.Equal(SKColor.Parse(Theme.Stops(ColourScaleKind.Sequential)[0]), At(0.25, 0.25));
        Assert.Equal(SKColor.Parse(Theme.Stops(ColourScaleKind.Sequential)[^1]), At(0.75, 0.25));
        Assert.Equal(SKColor.Parse(Theme.Stops(ColourScaleKind.Sequential)[4]), At(0.25, 0.75));
        Assert.Equal(SKColors.White, At(0.75, 0.75));
    }

    [Fact]
    public void Titles_AndCaptions_AreThereWhereAsked()
    {
        var figure = Sample.Figure(Sample.Line()) with { Caption = "What to look for. And more." };
        double Height(PictureOptions options) => new PicturePainter(figure, options).Size.Height;

        Assert.NotEqual(Pictures.Png(figure), Pictures.Png(figure, new PictureOptions { HasTitle = false }));
        Assert.NotEqual(Pictures.Png(figure), Pictures.Png(figure, new PictureOptions { HasCaption = true }));
        Assert.Equal(500, Height(new PictureOptions { HasCaption = true }));
    }

    [Fact]
    public void Texts_OfAnyLength_StayOnTheSheet()
    {
        var name = string.Join(' ', Enumerable.Repeat("incomprehensibilities", 12));
        var figure = Sample.Figure(Sample.Panel(Sample.Line(name), Sample.Line("b"))
            with { Title = name, X = Axis.Linear(name), Y = Axis.Linear(name) })
            with { Title = name };
        using var picture = Pictures.Draw(figure, new PictureOptions());

        Assert.All(
            Enumerable.Range(0, picture.Height), row => Assert.Equal(SKColors.White, picture.GetPixel(picture.Width - 1, row)));
        Assert.All(Enumerable.Range(0, picture.Height), row => Assert.Equal(SKColors.White, picture.GetPixel(0, row)));
    }

    [Fact]
    public void Svg_HasShapesForLettersAndSaysWhatItIs()
    {
        var document = XDocument.Parse(
            Pictures.Svg(Sample.Figure(Sample.Line("a"), Sample.Line("b")) with { Title = "<Loss & more>", Caption = "See." }));
        XNamespace svg = "http://www.w3.org/2000/svg";

        Assert.Equal(
            ("<Loss & more>", "See."),
            (document.Root!.Element(svg + "title")!.Value, document.Root.Element(svg + "desc")!.Value));
        Assert.Empty(document.Descendants(svg + "text"));
        Assert.True(document.Descendants(svg + "path").Count() > 10);
    }

    [Fact]
    public void Write_StopsWhenCancelled_AndKeepsWhatIsWhole()
    {
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Pictures.Write(
            Sample.OfEachKind(), temp.File("some"), progress: new Counter(count => { if (count == 2) { stop.Cancel(); } }),
            cancellation: stop.Token));

        Assert.Equal(2, Directory.GetFileSystemEntries(temp.File("some")).Length);
    }

    [Fact]
    public void Write_RefusesTwoFiguresOfOneName() =>
        Assert.Contains("distinct ids", Assert.Throws<ArgumentException>(
            () => Pictures.Write([Sample.Figure(Sample.Line()), Sample.Figure(Sample.Line())], temp.File("x"))).Message,
                StringComparison.Ordinal);

    [Theory]
    [InlineData(100, 2)]
    [InlineData(800, 9)]
    public void Options_OutOfRange_AreRefused(double width, double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Pictures.Png(Sample.Figure(Sample.Line()), new PictureOptions { Width = width, Scale = scale }));

    [Fact]
    public void Font_CarriesItsLicence() =>
        Assert.Contains("SIL OPEN FONT LICENSE Version 1.1", PictureFont.License, StringComparison.Ordinal);

    /// <summary>Share of the pixels that are not the sheet.</summary>
    private static double Ink(byte[] file)
    {
        using var picture = SKBitmap.Decode(file);
        return picture.Pixels.Count(pixel => pixel != SKColors.White) / (double)(picture.Width * picture.Height);
    }

    private sealed class Counter(Action<int> seen) : IProgress<int>
    {
        public void Report(int value) => seen(value);
    }
}
