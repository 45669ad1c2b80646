namespace Grokking.Reports;

/// <summary>A slider below a figure that replaces data. The figure opens on the last frame; a picture shows that one. Axes and
/// colours that fit the data fit all frames together, so that frames compare.</summary>
/// <param name="Title">What the slider runs over: <c>step</c>.</param>
/// <param name="Frames">The positions in order, at least one.</param>
public sealed record FrameSlider(string Title, IReadOnlyList<Frame> Frames);
