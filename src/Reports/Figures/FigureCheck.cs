using System.Text.RegularExpressions;

namespace Grokking.Reports;

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
