namespace Grokking.Reports;

/// <summary>
/// A figure as data: what is drawn and what it means, without a word about how. All texts are plain: they are escaped wherever
/// they are drawn.
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed record Figure
{
    /// <summary>A figure of one panel: <c>Figure.Of("Loss", Axis.Linear("step"), Axis.Log("loss", "nats"), train,
    /// test)</c>.</summary>
    /// <param name="title">What is shown; also gives the figure its <see cref="Id"/>.</param>
    /// <param name="x">The x axis.</param>
    /// <param name="y">The y axis.</param>
    /// <param name="traces">What is drawn, the first at the back.</param>
    public static Figure Of(string title, Axis x, Axis y, params IReadOnlyList<Trace> traces) =>
        Of(title, new Panel { X = x, Y = y, Traces = traces });

    /// <summary>A figure of several panels.</summary>
    /// <param name="title">What is shown; also gives the figure its <see cref="Id"/>.</param>
    /// <param name="panels">The panels, row by row.</param>
    public static Figure Of(string title, params IReadOnlyList<Panel> panels)
    {
        ArgumentNullException.ThrowIfNull(title);
        return new Figure { Id = FigureId.Of(title), Title = title, Panels = panels };
    }

    /// <summary>Name of the figure in files and links: lower-case letters, digits and hyphens, unique in a report.</summary>
    public required string Id { get; init; }

    /// <summary>What is shown, in a few words without a full stop.</summary>
    public required string Title { get; init; }

    /// <summary>What to look for, and what this run shows: a few sentences.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The panels, row by row; one for a plain figure.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Panels side by side; null chooses by their number. A narrow screen shows fewer.</summary>
    public int? Columns { get; init; }

    /// <summary>The axes that the panels have in common.</summary>
    public AxisSharing Sharing { get; init; }

    /// <summary>Width of a panel divided by its height; null gives square panels to equal aspect, and else what suits their
    /// number.</summary>
    public double? PanelAspect { get; init; }

    /// <summary>Where bars of one position stand, in all panels.</summary>
    public BarMode Bars { get; init; }

    /// <summary>A slider that replaces data; null for none.</summary>
    public FrameSlider? Slider { get; init; }

    /// <summary>Everything that keeps the figure from being drawn, in sentences; empty when it can be.</summary>
    public IReadOnlyList<string> Problems() => FigureCheck.Problems(this);
}

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
