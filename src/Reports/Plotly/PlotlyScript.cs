namespace Grokking.Reports;

/// <summary>The drawing library, embedded in this assembly at build time with the text of its licence.</summary>
public static class PlotlyScript
{
    private static readonly Lazy<string> Combined = new(() =>
        $"/*!\n{Resource.Text("plotly-license.txt").Trim()}\n*/\n{Resource.Text("plotly.js").Trim()}\n");

    /// <summary>The JavaScript source, its MIT licence text in front: 1.5 MB that define <c>window.Plotly</c> and ask for nothing
    /// from a network.</summary>
    public static string Source => Combined.Value;
}
