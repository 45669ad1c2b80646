using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the axes of a figure.</summary>
internal sealed class AxisJson(Utf8JsonWriter json, Figure figure, FigureGeometry geometry)
{
    /// <summary>A logarithmic axis over more decades than this is labelled at powers of ten alone.</summary>
    private const double LeastDecades = 1.6;

    /// <summary>Plotly labels powers of ten alone when its ticks would be at least this many decades apart.</summary>
    private const double PlotlyDecadeLimit = 0.72;

    /// <summary>Writes all axes as members of the layout.</summary>
    public void Write()
    {
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            WriteX(i);
            WriteY(i);
            if (geometry.Boxes[i].Axes.Second is { } second)
            {
                WriteSecondY(i, second);
            }
        }
    }

    private void WriteX(int index)
    {
        var (panel, box) = (figure.Panels[index], geometry.Boxes[index]);
        json.WriteStartObject(AxisNames.Key(AxisNames.X(index)));
        json.WriteString("anchor", AxisNames.Y(index));
        WriteDomain(box.Left / geometry.InnerWidth, (box.Left + box.Width) / geometry.InnerWidth);
        WriteCommon(box.Axes.X, panel, box.LabelsX);
        if (figure.Sharing.HasFlag(AxisSharing.X) && index > 0)
        {
            json.WriteString("matches", "x");
        }
        if (panel.HasEqualAspect)
        {
            if (index > 0 && figure.Sharing == AxisSharing.Y)
            {
                json.WriteString("scaleanchor", AxisNames.Y(index));
            }
            json.WriteString("constrain", "domain");
        }
        json.WriteEndObject();
    }

    private void WriteY(int index)
    {
        var (panel, box) = (figure.Panels[index], geometry.Boxes[index]);
        json.WriteStartObject(AxisNames.Key(AxisNames.Y(index)));
        json.WriteString("anchor", AxisNames.X(index));
        WriteDomain(1 - (box.Top + box.Height) / geometry.InnerHeight, 1 - box.Top / geometry.InnerHeight);
        WriteCommon(box.Axes.Y, panel, box.LabelsY);
        if (figure.Sharing.HasFlag(AxisSharing.Y) && index > 0)
        {
            json.WriteString("matches", "y");
        }
        if (panel.HasEqualAspect)
        {
            // Plotly refuses an anchor on an axis that matches another; the other axis then carries it, or the first pair does.
            if (index == 0 || !figure.Sharing.HasFlag(AxisSharing.Y))
            {
                json.WriteString("scaleanchor", AxisNames.X(index));
            }
            json.WriteString("constrain", "domain");
        }
        json.WriteEndObject();
    }

    private void WriteSecondY(int index, PanelAxis axis)
    {
        json.WriteStartObject(AxisNames.Key(AxisNames.SecondY(figure, index)));
        json.WriteString("anchor", AxisNames.X(index));
        json.WriteString("overlaying", AxisNames.Y(index));
        json.WriteString("side", "right");
        WriteCommon(axis, figure.Panels[index], showLabels: true, hasGrid: false);
        // Left to itself Plotly puts the ticks where those of the first axis are, at odd numbers.
        json.WriteString("tickmode", "auto");
        json.WriteEndObject();
    }

    private void WriteDomain(double from, double to)
    {
        json.WriteStartArray("domain");
        json.WriteNumberValue(Math.Round(Math.Clamp(from, 0, 1), 5));
        json.WriteNumberValue(Math.Round(Math.Clamp(to, 0, 1), 5));
        json.WriteEndArray();
    }

    private void WriteCommon(PanelAxis drawn, Panel panel, bool showLabels, bool hasGrid = true)
    {
        var axis = drawn.Axis;
        hasGrid &= !axis.HideTicks && !panel.Traces.Any(trace => trace is HeatMapTrace);
        json.WriteString("type", axis.Scale.ToString().ToLowerInvariant());
        if (showLabels && drawn.Title.Count > 0)
        {
            json.WriteStartObject("title");
            json.WriteString("text", PlotlyText.Lines(drawn.Title));
            json.WriteEndObject();
        }
        if (!hasGrid)
        {
            json.WriteBoolean("showgrid", false);
        }
        if (!hasGrid || axis.Scale != AxisScale.Linear)
        {
            json.WriteBoolean("zeroline", false);
        }
        if (axis.HideTicks)
        {
            json.WriteString("ticks", "");
        }
        if (!showLabels || axis.HideTicks)
        {
            json.WriteBoolean("showticklabels", false);
        }
        WriteTicks(drawn);
        WriteRange(drawn);
    }

    private void WriteTicks(PanelAxis drawn)
    {
        if (drawn.Axis.Scale == AxisScale.Category)
        {
            // Left to itself Plotly tilts names that are too wide, and takes more room than the layout has.
            json.WriteNumber("tickangle", drawn.RunsUpwards ? -90 : 0);
            return;
        }
        double most = drawn.Most;
        if (drawn.Axis.Scale == AxisScale.Log
            && Math.Log10(drawn.Range.Maximum / drawn.Range.Minimum) is > LeastDecades and var decades)
        {
            most = Math.Min(most, decades / PlotlyDecadeLimit);
        }
        json.WriteNumber("nticks", (int)most);
        if (drawn.Axis.Scale == AxisScale.Log)
        {
            WriteLogTicks(drawn.Axis);
        }
    }

    private void WriteLogTicks(Axis axis)
    {
        // Plotly enlarges a power of ten by a quarter so that its exponent stays readable.
        json.WriteStartObject("tickfont");
        JsonNumbers.Write(json, "size", Math.Round(Theme.FontSize / 1.2));
        json.WriteEndObject();
        json.WriteString("hoverformat", ".4~g");
        json.WriteStartObject("minor");
        json.WriteString("ticks", axis.HideTicks ? "" : "outside");
        json.WriteNumber("ticklen", 2);
        json.WriteString("tickcolor", Theme.AxisLine);
        json.WriteEndObject();
    }

    private void WriteRange(PanelAxis drawn)
    {
        var (low, high) = drawn.Range.Coordinates(drawn.Axis.Scale);
        json.WriteStartArray("range");
        JsonNumbers.Write(json, drawn.Axis.IsReversed ? high : low);
        JsonNumbers.Write(json, drawn.Axis.IsReversed ? low : high);
        json.WriteEndArray();
    }
}

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
