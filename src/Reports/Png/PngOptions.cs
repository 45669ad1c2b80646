namespace Grokking.Reports;

/// <summary>How figures become pictures.</summary>
public sealed record PngOptions
{
    /// <summary>Width of the layout in pixels, 300 to 4000; text is 13 of these high. A figure of square panels may be
    /// narrower.</summary>
    public double Width { get; init; } = 800;

    /// <summary>Pixels of the file for one of the layout, 1 to 4.</summary>
    public double Scale { get; init; } = 2;

    /// <summary>How long the browser may take for all figures together before it is stopped.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The browser's program; null searches for one: see <see cref="Browser.Find()"/>.</summary>
    public string? BrowserPath { get; init; }
}
