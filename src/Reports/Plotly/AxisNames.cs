namespace Grokking.Reports;

/// <summary>Plotly's names of the axes: each panel has its own x and y, and second y axes are counted after all first
/// ones.</summary>
internal static class AxisNames
{
    public static string X(int panel) => Numbered("x", panel);

    public static string Y(int panel) => Numbered("y", panel);

    public static string SecondY(Figure figure, int panel) => Numbered("y", figure.Panels.Count + panel);

    /// <summary>The name of an axis as a key of the layout: <c>xaxis2</c> for <c>x2</c>.</summary>
    public static string Key(string name) => $"{name[0]}axis{name[1..]}";

    /// <summary>The key of the layout for the colour axis of a scale, by its place among the figure's scales.</summary>
    public static string Colour(int scale) => Numbered("coloraxis", scale);

    private static string Numbered(string letter, int index) =>
        index == 0 ? letter : FormattableString.Invariant($"{letter}{index + 1}");
}
