namespace Grokking.Reports;

/// <summary>A slider below a figure that replaces data. The figure opens on the last frame; a picture shows that one. Axes and
/// colours that fit the data fit all frames together, so that frames compare.</summary>
/// <param name="Title">What the slider runs over: <c>step</c>.</param>
/// <param name="Frames">The positions in order, at least one.</param>
public sealed record FrameSlider(string Title, IReadOnlyList<Frame> Frames);

/// <summary>One position of a figure's slider.</summary>
/// <param name="Label">The value there, plain text: <c>12,000</c>.</param>
/// <param name="Traces">Replacements: each gives its data to the figure's trace of the same kind and <see cref="Trace.Key"/>;
/// the look stays that of the figure's trace.</param>
public sealed record Frame(string Label, IReadOnlyList<Trace> Traces);
