using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace Grokking.Reports;

/// <summary>How figures become pictures.</summary>
public sealed record PictureOptions
{
    /// <summary>Width of the layout in pixels, 300 to 4000; text is 13 of these high. A figure of square panels may be
    /// narrower.</summary>
    public double Width { get; init; } = 800;

    /// <summary>Pixels of a PNG for one of the layout, 1 to 4.</summary>
    public double Scale { get; init; } = 2;

    /// <summary>Whether a picture carries its figure's title; a paper's own caption makes it superfluous.</summary>
    public bool HasTitle { get; init; } = true;

    /// <summary>Whether the first sentence of the caption, which says what is drawn, stands below the title.</summary>
    public bool HasCaption { get; init; }

    /// <summary>What the layout is for.</summary>
    internal LayoutTarget Target
    {
        get
        {
            Training.Require.InRange(Width, 300, 4000);
            Training.Require.InRange(Scale, 1, 4);
            return new(
                Width, 1.6, 0.7 * Width, PictureFont.Width) { IsPicture = true, HasTitle = HasTitle, HasCaption = HasCaption };
        }
    }
}

/// <summary>The format of a picture's file.</summary>
public enum PictureFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Shapes, for print; letters are shapes too, so that no reader needs the font.</summary>
    Svg,
}

/// <summary>Draws figures as pictures with ScottPlot, no browser and no font of the machine needed: the same figure gives the
/// same bytes wherever it is drawn. A figure with a slider shows its last frame.</summary>
public static class Pictures
{
    /// <summary>A tenth of the time of the best compression, for a few percent more bytes.</summary>
    private static readonly SKPngEncoderOptions Compression = new(SKPngEncoderFilterFlags.Sub, 6);

    /// <summary>A figure as a PNG file.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="options">Size and texts; null takes the defaults: 1600 × 1000 pixels for a plain figure.</param>
    /// <exception cref="ArgumentException">The figure has problems; the message lists them all.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static byte[] Png(Figure figure, PictureOptions? options = null)
    {
        using var bitmap = Draw(figure, options ?? new());
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(Compression) ?? throw new InvalidOperationException("The picture could not be encoded.");
        return data.ToArray();
    }

    /// <summary>A figure as an SVG document, in pixels of the layout.</summary>
    /// <inheritdoc cref="Png"/>
    public static string Svg(Figure figure, PictureOptions? options = null)
    {
        FigureCheck.Require(figure);
        var painter = new PicturePainter(figure, options ?? new());
        using var buffer = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(painter.Size.Width, painter.Size.Height), buffer))
        {
            painter.Paint(canvas);
        }
        return SvgText.Outlined(Encoding.UTF8.GetString(buffer.ToArray()), figure);
    }

    /// <summary>Draws each figure into <c>ID.png</c> or <c>ID.svg</c>. A file appears whole or not at all; one of that name is
    /// replaced.</summary>
    /// <param name="figures">The figures, with distinct ids.</param>
    /// <param name="folder">Where the files go; made when it is absent.</param>
    /// <param name="format">The format of the files.</param>
    /// <param name="options">Size and texts; null takes the defaults.</param>
    /// <param name="progress">Told the number of figures drawn so far.</param>
    /// <param name="cancellation">Stops between two figures; what is written stays.</param>
    /// <returns>The paths of the files, in the order of the figures.</returns>
    /// <exception cref="ArgumentException">A figure has problems, or two share an id.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<string> Write(
        IReadOnlyList<Figure> figures, string folder, PictureFormat format = PictureFormat.Png, PictureOptions? options = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Training.Require.That(
            figures.Select(figure => figure.Id).Distinct(StringComparer.Ordinal).Count() == figures.Count,
            "expected distinct ids.", nameof(figures));
        Directory.CreateDirectory(folder);
        var paths = new List<string>();
        foreach (var figure in figures)
        {
            cancellation.ThrowIfCancellationRequested();
            paths.Add(Path.Combine(folder, figure.Id + (format == PictureFormat.Png ? ".png" : ".svg")));
            Save(figure, paths[^1], format, options);
            progress?.Report(paths.Count);
        }
        return paths;
    }

    /// <summary>Draws one figure into a file.</summary>
    internal static void Save(Figure figure, string path, PictureFormat format, PictureOptions? options)
    {
        var content = format == PictureFormat.Png ? Png(figure, options) : Encoding.UTF8.GetBytes(Svg(figure, options));
        Training.AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>A figure as pixels.</summary>
    internal static SKBitmap Draw(Figure figure, PictureOptions options)
    {
        FigureCheck.Require(figure);
        var painter = new PicturePainter(figure, options);
        var bitmap = new SKBitmap(
            (int)Math.Round(painter.Size.Width * options.Scale), (int)Math.Round(painter.Size.Height * options.Scale),
            SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale((float)options.Scale);
        painter.Paint(canvas);
        return bitmap;
    }
}

/// <summary>Turns the letters of an SVG document into shapes.</summary>
internal static class SvgText
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The document with a title for readers that speak, and each text as the path of its letters.</summary>
    public static string Outlined(string document, Figure figure)
    {
        var root = XElement.Parse(document);
        foreach (var text in root.Descendants(Svg + "text").ToList())
        {
            text.ReplaceWith(new XElement(Svg + "path", new XAttribute("d", Outline(text)),
                text.Attributes()
                    .Where(attribute => attribute.Name.LocalName is "fill" or "fill-opacity" or "transform" or "clip-path")));
        }
        root.AddFirst(new XElement(Svg + "title", figure.Title), new XElement(Svg + "desc", figure.Caption));
        return root.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string Outline(XElement text)
    {
        using var font = PictureFont.At(
            Number((string)text.Attribute("font-size")!),
            isSemibold: (string?)text.Attribute("font-weight") is { Length: > 0 } and not "normal");
        var (xs, ys) = (Numbers(text, "x"), Numbers(text, "y"));
        using var path = new SKPath();
        var letters = StringInfo.GetTextElementEnumerator(text.Value.Trim());
        for (var i = 0; letters.MoveNext(); i++)
        {
            using var letter = font.GetTextPath(
                letters.GetTextElement(), new SKPoint(xs[Math.Min(i, xs.Length - 1)], ys[Math.Min(i, ys.Length - 1)]));
            path.AddPath(letter);
        }
        return path.ToSvgPathData();
    }

    private static float[] Numbers(XElement text, string name) =>
        [.. ((string?)text.Attribute(name) ?? "0").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static float Number(string value) => float.Parse(value, CultureInfo.InvariantCulture);
}

/// <summary>The font of this library's pictures for plots of one's own: <c>plot.Font.Set(PlotFont.Name)</c>, which ScottPlot also
/// takes for the plots that follow. It needs no font on the machine.</summary>
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
