using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the traces of a figure, and the data that its frames replace.</summary>
internal sealed class TraceJson(Utf8JsonWriter json, Figure figure, FigurePalette palette)
{
    private readonly HashSet<string> inLegend = new(StringComparer.Ordinal);

    /// <summary>Writes the array of all traces, panel by panel.</summary>
    public void WriteData()
    {
        json.WriteStartArray("data");
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            foreach (var trace in figure.Panels[i].Traces)
            {
                WriteTrace(trace, i);
            }
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the array of frames; an empty one without a slider.</summary>
    public void WriteFrames()
    {
        var places = figure.Panels
            .SelectMany((panel, i) => panel.Traces.Select(trace => (trace, panel)))
            .Select((place, index) => (place.trace, place.panel, index))
            .ToLookup(place => place.trace.Key, StringComparer.Ordinal);
        json.WriteStartArray("frames");
        var frames = figure.Slider?.Frames ?? [];
        for (var i = 0; i < frames.Count; i++)
        {
            WriteFrame(FrameName(i), frames[i], trace => places[trace.Key].First());
        }
        json.WriteEndArray();
    }

    /// <summary>The name by which a slider step asks for a frame.</summary>
    public static string FrameName(int index) => FormattableString.Invariant($"frame-{index}");

    private void WriteFrame(string name, Frame frame, Func<Trace, (Trace Trace, Panel Panel, int Index)> place)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("data");
        foreach (var trace in frame.Traces)
        {
            var (original, panel, _) = place(trace);
            json.WriteStartObject();
            WriteTraceData(original.WithDataOf(trace), panel);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        JsonNumbers.WriteArray(json, "traces", [.. frame.Traces.Select(trace => place(trace).Index)]);
        json.WriteEndObject();
    }

    private void WriteTrace(Trace trace, int panel)
    {
        json.WriteStartObject();
        json.WriteString("type", trace switch { BarTrace => "bar", HeatMapTrace => "heatmap", _ => "scatter" });
        json.WriteString("name", PlotlyText.Escape(trace.Name));
        json.WriteString("xaxis", AxisNames.X(panel));
        json.WriteString("yaxis", FigureData.IsOnSecond(trace) ? AxisNames.SecondY(figure, panel) : AxisNames.Y(panel));
        WriteTraceData(trace, figure.Panels[panel]);
        switch (trace)
        {
            case HeatMapTrace map:
                WriteLook(map, figure.Panels[panel]);
                break;
            case XyTrace xy:
                WriteLegend(xy);
                WriteLook(xy, figure.Panels[panel]);
                break;
        }
        json.WriteEndObject();
    }

    /// <summary>Writes what a frame may replace.</summary>
    private void WriteTraceData(Trace trace, Panel panel)
    {
        switch (trace)
        {
            case HeatMapTrace map:
                JsonNumbers.WriteArray(json, "x", map.X ?? Values.Indices(map.Cells.Columns));
                JsonNumbers.WriteArray(json, "y", map.Y ?? Values.Indices(map.Cells.Rows));
                JsonNumbers.WriteGrid(json, "z", map.Cells);
                break;
            case XyTrace xy:
                JsonNumbers.WriteArray(json, "x", xy.X, panel.X.Scale);
                JsonNumbers.WriteArray(json, "y", xy.Y, (xy.OnSecondAxis ? panel.SecondY! : panel.Y).Scale);
                WriteTexts(xy);
                WriteMarker(xy);
                break;
        }
    }

    private void WriteTexts(XyTrace trace)
    {
        if (trace.Labels is { } labels)
        {
            JsonNumbers.WriteTexts(json, "text", PlotlyText.EscapeAll(labels));
        }
        if (trace.Hover is { } hover)
        {
            JsonNumbers.WriteTexts(json, "hovertext", PlotlyText.EscapeAll(hover));
        }
    }

    private void WriteMarker(XyTrace trace)
    {
        if (trace is LineTrace { HasMarkers: false })
        {
            return;
        }
        json.WriteStartObject("marker");
        if (trace is PointTrace { ColourValues: { } values, Scale: { } scale })
        {
            JsonNumbers.WriteArray(json, "color", values);
            json.WriteString("coloraxis", palette.ColourAxis(scale));
            WriteOutline();
        }
        else
        {
            json.WriteString("color", palette.Colour(trace));
        }
        if (trace is PointTrace points)
        {
            JsonNumbers.Write(json, "size", points.Size);
            json.WriteString("symbol", Symbol(points.Marker));
        }
        json.WriteEndObject();
        if (trace is PointTrace { Error: { } error })
        {
            json.WriteStartObject("error_y");
            json.WriteString("type", "data");
            JsonNumbers.WriteArray(json, "array", error);
            JsonNumbers.Write(json, "thickness", Theme.ThinLineWidth);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes a faint outline, without which the light end of a scale fades into the background.</summary>
    private void WriteOutline()
    {
        json.WriteStartObject("line");
        json.WriteNumber("width", 0.5);
        json.WriteString("color", Theme.GuideLine);
        json.WriteEndObject();
    }

    private void WriteLegend(XyTrace trace)
    {
        json.WriteString("legendgroup", PlotlyText.Escape(trace.Name));
        json.WriteBoolean("showlegend", palette.HasLegend && trace.Name.Length > 0 && inLegend.Add(trace.Name));
    }

    private void WriteLook(XyTrace trace, Panel panel)
    {
        if (trace.Labels is not null)
        {
            json.WriteString("textposition",
                trace switch { BarTrace => "outside", PointTrace { Error: not null } => "middle right", _ => "top center" });
        }
        if (trace is not BarTrace)
        {
            var marks = trace is PointTrace or LineTrace { HasMarkers: true } ? "markers" : null;
            var parts = new[] { trace is LineTrace ? "lines" : null, marks, trace.Labels is null ? null : "text" };
            json.WriteString("mode", string.Join("+", parts.OfType<string>()));
        }
        if (trace is LineTrace line)
        {
            json.WriteStartObject("line");
            json.WriteString("color", palette.Colour(line));
            JsonNumbers.Write(json, "width", line.IsThin ? Theme.ThinLineWidth : Theme.LineWidth);
            json.WriteString("dash", palette.Dash(line).ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        if (trace.Hover is not null)
        {
            json.WriteString("hovertemplate", "%{hovertext}<extra></extra>");
        }
        else if (trace is PointTrace points)
        {
            json.WriteString("hovertemplate", PointHover(points, panel));
        }
    }

    private static string PointHover(PointTrace trace, Panel panel)
    {
        var y = trace.OnSecondAxis ? panel.SecondY! : panel.Y;
        var label = trace.Labels is null ? "" : "%{text}<br>";
        var colour = trace.Scale is { } scale ? $"<br>{PlotlyText.Escape(scale.Title)}: %{{marker.color:.4~g}}" : "";
        var position = panel.X.HideTicks && y.HideTicks
            ? ""
            : $"{PlotlyText.Escape(panel.X.Title)}: %{{x}}<br>{PlotlyText.Escape(y.Title)}: %{{y}}";
        return $"{label}{position}{colour}<extra>{PlotlyText.Escape(trace.Name)}</extra>";
    }

    private void WriteLook(HeatMapTrace trace, Panel panel)
    {
        json.WriteString("coloraxis", palette.ColourAxis(trace.Scale));
        json.WriteString("hovertemplate",
            $"{PlotlyText.Escape(panel.X.Title)}: %{{x}}<br>{PlotlyText.Escape(panel.Y.Title)}: %{{y}}"
            + $"<br>{PlotlyText.Escape(trace.Name)}: %{{z:.4~g}}<extra></extra>");
        json.WriteBoolean("hoverongaps", false);
        if (trace.HasNumbers)
        {
            json.WriteString("texttemplate", "%{z:.3~g}");
        }
    }

    private static string Symbol(MarkerShape shape) => shape switch
    {
        MarkerShape.Square => "square",
        MarkerShape.Diamond => "diamond",
        MarkerShape.Triangle => "triangle-up",
        MarkerShape.Cross => "x",
        MarkerShape.Ring => "circle-open",
        _ => "circle",
    };
}
