namespace Grokking.Reports;

/// <summary>Where a panel's plot lies, in pixels from the top left of the area between the figure's margins.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Width">Width of the plot.</param>
/// <param name="Height">Height of the plot.</param>
/// <param name="Title">The lines of its title; none without one.</param>
/// <param name="Strip">The labels above it.</param>
/// <param name="StripHeight">Height of those labels in pixels, below the panel's title.</param>
/// <param name="LabelsX">Whether the x axis carries numbers and a title.</param>
/// <param name="LabelsY">Whether the y axis does.</param>
internal sealed record PanelBox(
    double Left, double Top, double Width, double Height, IReadOnlyList<string> Title, IReadOnlyList<StripLabel> Strip,
    double StripHeight, bool LabelsX, bool LabelsY);
