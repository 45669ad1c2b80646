using System.Text.RegularExpressions;

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

/// <summary>Finds what keeps a figure from being drawn.</summary>
internal static class FigureCheck
{
    public static IReadOnlyList<string> Problems(Figure figure) =>
        [.. OwnProblems(figure), .. figure.Panels.SelectMany(PanelProblems), .. FrameProblems(figure)];

    /// <summary>Throws, listing all problems, unless the figure can be drawn.</summary>
    /// <exception cref="ArgumentException">The figure has problems.</exception>
    public static void Require(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var problems = Problems(figure);
        Training.Require.That(problems.Count == 0, string.Join(" ", problems), $"figure '{figure.Id}'");
    }

    private static IEnumerable<string> OwnProblems(Figure figure)
    {
        if (!FigureId.IsValid(figure.Id))
        {
            yield return $"id: expected lower-case letters, digits and hyphens, got '{figure.Id}'.";
        }
        if (figure.Panels.Count == 0)
        {
            yield return "expected at least one panel, got none.";
        }
        if (figure.Columns < 1)
        {
            yield return $"Columns: expected at least 1, got {figure.Columns}.";
        }
        if (figure.PanelAspect is { } aspect && !(aspect is > 0.05 and < 20))
        {
            yield return FormattableString.Invariant($"PanelAspect: expected 0.05 to 20, got {aspect}.");
        }
    }

    private static IEnumerable<string> PanelProblems(Panel panel)
    {
        var problems = panel.Traces.SelectMany(trace => trace.Problems())
            .Concat(NameProblems(panel))
            .Concat(PlaceProblems(panel))
            .Concat(AxisProblems("x axis", panel.X))
            .Concat(AxisProblems("y axis", panel.Y));
        if (panel.SecondY is { } second)
        {
            return problems.Concat(AxisProblems("second y axis", second));
        }
        return problems.Concat(panel.Traces.OfType<XyTrace>().Where(trace => trace.OnSecondAxis)
            .Select(trace => $"trace '{trace.Key}' asks for a second y axis, which its panel lacks."));
    }

    private static IEnumerable<string> NameProblems(Panel panel)
    {
        foreach (var trace in panel.Traces)
        {
            var (x, y) = trace switch
            {
                XyTrace xy => (xy.X, xy.Y),
                HeatMapTrace map => (map.X, map.Y),
                _ => (null, null),
            };
            if (x is { AreTexts: true } && panel.X.Scale != AxisScale.Category)
            {
                yield return $"trace '{trace.Key}': its x values are names, so the x axis must be Axis.Category.";
            }
            if (y is { AreTexts: true } && panel.Y.Scale != AxisScale.Category)
            {
                yield return $"trace '{trace.Key}': its y values are names, so the y axis must be Axis.Category.";
            }
        }
    }

    private static IEnumerable<string> PlaceProblems(Panel panel)
    {
        if (panel.X.Scale == AxisScale.Category && (panel.Regions.Count > 0 || panel.Lines.Any(line => line.IsVertical)))
        {
            yield return "regions and vertical lines need an x axis of numbers.";
        }
    }

    private static IEnumerable<string> AxisProblems(string name, Axis axis)
    {
        if (axis.Minimum >= axis.Maximum)
        {
            yield return FormattableString.Invariant(
                $"{name}: expected a minimum below the maximum {axis.Maximum}, got {axis.Minimum}.");
        }
        if (axis.Scale == AxisScale.Log && (axis.Minimum <= 0 || axis.Maximum <= 0))
        {
            yield return $"{name}: the ends of a logarithmic axis must be positive.";
        }
    }

    private static IEnumerable<string> FrameProblems(Figure figure)
    {
        if (figure.Slider is not { } slider)
        {
            return [];
        }
        if (slider.Frames.Count == 0)
        {
            return ["the slider has no frame."];
        }
        var traces = figure.Panels.SelectMany(panel => panel.Traces).ToLookup(trace => trace.Key, StringComparer.Ordinal);
        return slider.Frames.SelectMany(
            frame => frame.Traces.SelectMany(trace => ReplacementProblems(frame, trace, [.. traces[trace.Key]])));
    }

    private static IEnumerable<string> ReplacementProblems(Frame frame, Trace trace, Trace[] targets)
    {
        var expected = $"frame '{frame.Label}', trace '{trace.Key}': expected one trace of this key and kind in the figure, got ";
        if (targets.Length != 1)
        {
            return [expected + $"{targets.Length}."];
        }
        return targets[0].GetType() == trace.GetType() ? trace.Problems() : [expected + $"a {targets[0].GetType().Name}."];
    }
}

/// <summary>Names of figures in files and links.</summary>
internal static partial class FigureId
{
    /// <summary>A title's lower-case letters and digits, joined by hyphens; <c>figure</c> when it has none.</summary>
    public static string Of(string title)
    {
        var words = WordPattern().Matches(title.ToLowerInvariant()).Select(match => match.Value).ToList();
        return words.Count == 0 ? "figure" : string.Join('-', words);
    }

    /// <summary>Whether a text can name a figure.</summary>
    public static bool IsValid(string id) => IdPattern().IsMatch(id);

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex WordPattern();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
