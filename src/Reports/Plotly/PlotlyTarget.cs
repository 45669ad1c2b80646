namespace Grokking.Reports;

/// <summary>What a figure is laid out for. Sizes in pixels of the page.</summary>
/// <param name="Width">Width of the whole figure.</param>
/// <param name="PlainAspect">Width by height of a figure with one plain panel.</param>
/// <param name="TallestPanel">Height that no panel exceeds.</param>
/// <param name="IsPicture">Whether the result is a still picture: it carries its title and no slider.</param>
internal sealed record PlotlyTarget(double Width, double PlainAspect, double TallestPanel, bool IsPicture)
{
    /// <summary>A page on a screen of common size.</summary>
    public static PlotlyTarget Page { get; } = new(1040, 2.1, 520, IsPicture: false);

    /// <summary>A page on a telephone.</summary>
    public static PlotlyTarget Phone { get; } = new(360, 1.0, 360, IsPicture: false);

    /// <summary>Whether there is room for one or two panels side by side only.</summary>
    public bool IsNarrow => Width < 600;

    /// <summary>A still picture.</summary>
    public static PlotlyTarget Picture(double width) => new(width, 1.6, 0.7 * width, IsPicture: true);
}
