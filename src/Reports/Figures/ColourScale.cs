namespace Grokking.Reports;

/// <summary>How numbers become colours. Traces of a figure with equal scales share one colour bar and one range.</summary>
/// <param name="Title">What the colour measures, with its unit: written along the colour bar.</param>
/// <param name="Kind">The run of colours.</param>
public sealed record ColourScale(string Title, ColourScaleKind Kind = ColourScaleKind.Sequential)
{
    /// <summary>The value of the first colour; null fits the data.</summary>
    public double? Minimum { get; init; }

    /// <summary>The value of the last colour; null fits the data.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a fitted range is ±the largest absolute value, so that the middle colour is 0.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>Light to dark, fitted to the data unless ends are given.</summary>
    public static ColourScale Sequential(string title, double? minimum = null, double? maximum = null) =>
        new(title) { Minimum = minimum, Maximum = maximum };

    /// <summary>Blue for negative, white for 0, red for positive.</summary>
    /// <param name="title">What the colour measures, with its unit.</param>
    /// <param name="limit">The absolute value at both ends; null fits the data.</param>
    public static ColourScale Diverging(string title, double? limit = null) =>
        new(title, ColourScaleKind.Diverging) { IsSymmetric = true, Minimum = -limit, Maximum = limit };

    /// <summary>Round the colour circle once from 0 to <paramref name="period"/>.</summary>
    public static ColourScale Cyclic(string title, double period) =>
        new(title, ColourScaleKind.Cyclic) { Minimum = 0, Maximum = period };
}

/// <summary>The run of colours along a scale.</summary>
public enum ColourScaleKind
{
    /// <summary>Light to dark, for amounts.</summary>
    Sequential,

    /// <summary>Blue through white to red, for values on both sides of a middle.</summary>
    Diverging,

    /// <summary>Round the colour circle and back, for angles and residues.</summary>
    Cyclic,
}
