using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Measures over training as traces.</summary>
public static class TimelineExtensions
{
    /// <summary>A column of a timeline as a line over steps; absent values are gaps.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="column">The column: the id of a measure, such as <c>excluded_loss</c>.</param>
    /// <param name="name">Its name in the legend; null for the column's.</param>
    /// <param name="colour">What its colour stands for.</param>
    /// <exception cref="ArgumentException">There is no such column; the message names the nearest.</exception>
    public static LineTrace Line(this Timeline timeline, string column, string? name = null, ColourRole colour = default)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return new LineTrace(name ?? column, [.. timeline.Steps], [.. timeline[column]]) { Colour = colour };
    }
}
