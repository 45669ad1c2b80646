using SkiaSharp;

namespace Grokking.Reports;

/// <summary>The font of all pictures, Inter, which is part of this assembly: a picture has the same letters on a machine that has
/// no font at all. Under the SIL Open Font License 1.1, see <see cref="License"/>.</summary>
internal static class PictureFont
{
    private static readonly Lazy<SKTypeface> LazyRegular = new(() => Load("inter-regular.ttf"));
    private static readonly Lazy<SKTypeface> LazySemibold = new(() => Load("inter-semibold.ttf"));

    /// <summary>The plain face.</summary>
    public static SKTypeface Regular => LazyRegular.Value;

    /// <summary>The face of titles.</summary>
    public static SKTypeface Semibold => LazySemibold.Value;

    /// <summary>The text of its licence.</summary>
    public static string License => Resource.Text("inter-license.txt");

    /// <summary>A face at a size in pixels, placed at fractions of a pixel and without hints: hints differ from machine to
    /// machine.</summary>
    public static SKFont At(double size, bool isSemibold = false) => new(isSemibold ? Semibold : Regular, (float)size)
    {
        Subpixel = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };

    /// <summary>Width of plain text in pixels.</summary>
    public static double Width(string text, double size)
    {
        using var font = At(size);
        return font.MeasureText(text);
    }

    private static SKTypeface Load(string resource)
    {
        using var stream = Resource.Open(resource);
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
