namespace Grokking.Reports;

/// <summary>What a figure is laid out for. Sizes in pixels of the page.</summary>
/// <param name="Width">Width of the whole figure.</param>
/// <param name="PlainAspect">Width by height of a figure with one plain panel.</param>
/// <param name="TallestPanel">Height that no panel exceeds.</param>
/// <param name="TextWidth">How wide text comes out.</param>
internal sealed record LayoutTarget(double Width, double PlainAspect, double TallestPanel, TextWidth TextWidth)
{
    /// <summary>A page on a screen of common size.</summary>
    public static LayoutTarget Page { get; } = new(1040, 2.1, 520, TextLayout.Estimate);

    /// <summary>A page on a telephone.</summary>
    public static LayoutTarget Phone { get; } = new(360, 1.0, 360, TextLayout.Estimate);

    /// <summary>Whether the result is a still picture, which has no slider.</summary>
    public bool IsPicture { get; init; }

    /// <summary>Whether the figure carries its title.</summary>
    public bool HasTitle { get; init; }

    /// <summary>Whether the first sentence of the caption stands below the title.</summary>
    public bool HasCaption { get; init; }

    /// <summary>Whether there is room for one or two panels side by side only.</summary>
    public bool IsNarrow => Width < 600;

    /// <summary>Text broken into lines.</summary>
    public IReadOnlyList<string> Lines(string text, double width, double fontSize) =>
        TextLayout.Lines(text, width, fontSize, TextWidth);
}
