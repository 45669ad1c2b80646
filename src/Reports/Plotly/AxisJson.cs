using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the axes of a figure.</summary>
internal sealed class AxisJson(Utf8JsonWriter json, Figure figure, FigureGeometry geometry)
{
    private const double PixelsPerTickX = 74;
    private const double PixelsPerTickY = 42;

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
            if (figure.Panels[i].SecondY is { } second)
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
        WriteCommon(panel.X, panel, box.LabelsX, box.Width);
        WriteEnds(panel.X, panel, box.Width / PixelsPerTickX, FigureData.RangeX(figure, panel));
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
        WriteCommon(panel.Y, panel, box.LabelsY, box.Height);
        WriteEnds(panel.Y, panel, box.Height / PixelsPerTickY, FigureData.RangeY(figure, panel, second: false));
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

    private void WriteSecondY(int index, Axis axis)
    {
        var (panel, box) = (figure.Panels[index], geometry.Boxes[index]);
        json.WriteStartObject(AxisNames.Key(AxisNames.SecondY(figure, index)));
        json.WriteString("anchor", AxisNames.X(index));
        json.WriteString("overlaying", AxisNames.Y(index));
        json.WriteString("side", "right");
        WriteCommon(axis, panel, showLabels: true, box.Height, hasGrid: false);
        // Left to itself Plotly puts the ticks where those of the first axis are, at odd numbers.
        json.WriteString("tickmode", "auto");
        WriteEnds(axis, panel, box.Height / PixelsPerTickY, FigureData.RangeY(figure, panel, second: true));
        json.WriteEndObject();
    }

    private void WriteDomain(double from, double to)
    {
        json.WriteStartArray("domain");
        json.WriteNumberValue(Math.Round(Math.Clamp(from, 0, 1), 5));
        json.WriteNumberValue(Math.Round(Math.Clamp(to, 0, 1), 5));
        json.WriteEndArray();
    }

    private void WriteCommon(Axis axis, Panel panel, bool showLabels, double length, bool hasGrid = true)
    {
        hasGrid &= !axis.HideTicks && !panel.Traces.Any(trace => trace is HeatMapTrace);
        json.WriteString("type", axis.Scale.ToString().ToLowerInvariant());
        if (showLabels && axis.FullTitle.Length > 0)
        {
            json.WriteStartObject("title");
            json.WriteString("text", PlotlyText.Wrap(axis.FullTitle, Math.Max(length, 120), Theme.AxisTitleFontSize));
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
    }

    private void WriteEnds(Axis axis, Panel panel, double mostTicks, NumberRange range)
    {
        WriteTicks(axis, mostTicks, range);
        WriteRange(axis, panel, range);
    }

    private void WriteTicks(Axis axis, double most, NumberRange range)
    {
        if (axis.Scale == AxisScale.Category)
        {
            return;
        }
        most = Math.Clamp(most, 3, 12);
        if (axis.Scale == AxisScale.Log && Math.Log10(range.Maximum / range.Minimum) is > LeastDecades and var decades)
        {
            most = Math.Min(most, decades / PlotlyDecadeLimit);
        }
        json.WriteNumber("nticks", (int)most);
        if (axis.Scale == AxisScale.Log)
        {
            WriteLogTicks(axis);
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

    /// <summary>Writes given ends, or ends that fit all frames; without either the drawing fits the data itself.</summary>
    private void WriteRange(Axis axis, Panel panel, NumberRange fitted)
    {
        var (low, high) = (axis.Minimum, axis.Maximum);
        if (figure.Slider is not null && IsNumeric(axis, panel))
        {
            var padded = fitted.Padded(axis.Scale);
            (low, high) = (low ?? padded.Minimum, high ?? padded.Maximum);
        }
        if (low is null && high is null)
        {
            if (axis.IsReversed)
            {
                json.WriteString("autorange", "reversed");
            }
            return;
        }
        if (low is null || high is null)
        {
            json.WriteString("autorange", axis.IsReversed
                ? (low is null ? "max reversed" : "min reversed")
                : (low is null ? "min" : "max"));
        }
        json.WriteStartArray("range");
        foreach (var end in axis.IsReversed ? new[] { high, low } : [low, high])
        {
            JsonNumbers.Write(json, end is { } value ? NumberRange.Coordinate(value, axis.Scale) : double.NaN);
        }
        json.WriteEndArray();
    }

    private static bool IsNumeric(Axis axis, Panel panel) =>
        axis.Scale != AxisScale.Category && !panel.Traces.Any(trace => trace is HeatMapTrace);
}
