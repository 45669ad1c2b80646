using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes the traces of a figure, and the data that its frames replace.</summary>
internal sealed class TraceJson(Utf8JsonWriter json, Figure figure, FigurePalette palette)
{
    private readonly Utf8JsonWriter json = json;
    private readonly Figure figure = figure;
    private readonly FigurePalette palette = palette;
    private readonly HashSet<string> inLegend = new(StringComparer.Ordinal);

    /// <summary>Writes the array of all traces, panel by panel.</summary>
    public void WriteData()
    {
        json.WriteStartArray("data");
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            foreach (var trace in figure.Panels[i].Traces)
            {
                json.WriteStartObject();
                trace.DrawOn(new TraceWriter(this, i, isWhole: true));
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
    }

    /// <summary>Writes the array of frames; an empty one without a slider.</summary>
    public void WriteFrames()
    {
        var places = figure.Panels
            .SelectMany((panel, i) => panel.Traces.Select(trace => (trace, i)))
            .Select((place, index) => (Trace: place.trace, Panel: place.i, Index: index))
            .ToLookup(place => place.Trace.Key, StringComparer.Ordinal);
        json.WriteStartArray("frames");
        var frames = figure.Slider?.Frames ?? [];
        for (var i = 0; i < frames.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", FrameName(i));
            json.WriteStartArray("data");
            foreach (var trace in frames[i].Traces)
            {
                var (original, panel, _) = places[trace.Key].First();
                json.WriteStartObject();
                original.WithDataOf(trace).DrawOn(new TraceWriter(this, panel, isWhole: false));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            JsonNumbers.WriteArray(json, "traces", [.. frames[i].Traces.Select(trace => places[trace.Key].First().Index)]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The name by which a slider step asks for a frame.</summary>
    public static string FrameName(int index) => FormattableString.Invariant($"frame-{index}");

    /// <summary>Writes one trace of a panel: the whole, or only what a frame may replace.</summary>
    private sealed class TraceWriter(TraceJson owner, int index, bool isWhole) : ITraceCanvas
    {
        private readonly Utf8JsonWriter json = owner.json;
        private readonly FigurePalette palette = owner.palette;
        private readonly Panel panel = owner.figure.Panels[index];

        public void Draw(LineTrace line)
        {
            WriteStart("scatter", line);
            WritePositions(line);
            if (line.HasMarkers)
            {
                json.WriteStartObject("marker");
                json.WriteString("color", palette.Colour(line));
                json.WriteEndObject();
            }
            if (!isWhole)
            {
                return;
            }
            WriteXy(line, "top center", line.HasMarkers ? "lines+markers" : "lines");
            json.WriteStartObject("line");
            json.WriteString("color", palette.Colour(line));
            JsonNumbers.Write(json, "width", line.IsThin ? Theme.ThinLineWidth : Theme.LineWidth);
            json.WriteString("dash", palette.Dash(line).ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        public void Draw(PointTrace points)
        {
            WriteStart("scatter", points);
            WritePositions(points);
            WriteMarker(points);
            if (!isWhole)
            {
                return;
            }
            WriteXy(points, points.HasNoMarks ? "middle center" : points.Error is null ? "top center" : "middle right",
                points.HasNoMarks ? "" : "markers");
            if (points.Hover is null)
            {
                json.WriteString("hovertemplate", PointHover(points));
            }
        }

        public void Draw(BarTrace bars)
        {
            WriteStart("bar", bars);
            WritePositions(bars);
            json.WriteStartObject("marker");
            json.WriteString("color", palette.Colour(bars));
            json.WriteEndObject();
            if (isWhole)
            {
                WriteXy(bars, "outside", mode: null);
            }
        }

        public void Draw(HeatMapTrace map)
        {
            WriteStart("heatmap", map);
            JsonNumbers.WriteArray(json, "x", map.X ?? Values.Indices(map.Cells.Columns));
            JsonNumbers.WriteArray(json, "y", map.Y ?? Values.Indices(map.Cells.Rows));
            JsonNumbers.WriteGrid(json, "z", map.Cells);
            if (!isWhole)
            {
                return;
            }
            json.WriteString("coloraxis", ColourAxis(map.Scale));
            json.WriteString("hovertemplate",
                $"{PlotlyText.Escape(panel.X.Title)}: %{{x}}<br>{PlotlyText.Escape(panel.Y.Title)}: %{{y}}"
                + $"<br>{PlotlyText.Escape(map.Name)}: %{{z:.4~g}}<extra></extra>");
            json.WriteBoolean("hoverongaps", false);
            if (map.HasNumbers)
            {
                json.WriteString("texttemplate", "%{z:.3~g}");
            }
        }

        private void WriteStart(string type, Trace trace)
        {
            if (!isWhole)
            {
                return;
            }
            json.WriteString("type", type);
            json.WriteString("name", PlotlyText.Escape(trace.Name));
            json.WriteString("xaxis", AxisNames.X(index));
            json.WriteString("yaxis", FigureData.IsOnSecond(trace) ? AxisNames.SecondY(owner.figure, index) : AxisNames.Y(index));
        }

        /// <summary>Writes legend, mode and where labels stand.</summary>
        private void WriteXy(XyTrace trace, string labelPosition, string? mode)
        {
            json.WriteString("legendgroup", PlotlyText.Escape(trace.Name));
            json.WriteBoolean("showlegend", palette.HasLegend && trace.Name.Length > 0 && owner.inLegend.Add(trace.Name));
            if (trace.Labels is not null)
            {
                json.WriteString("textposition", labelPosition);
                json.WriteBoolean("cliponaxis", false);
            }
            if (mode is not null)
            {
                json.WriteString("mode", trace.Labels is null ? mode : mode.Length == 0 ? "text" : mode + "+text");
            }
            if (trace.Hover is not null)
            {
                json.WriteString("hovertemplate", "%{hovertext}<extra></extra>");
            }
        }

        private void WritePositions(XyTrace trace)
        {
            JsonNumbers.WriteArray(json, "x", trace.X, panel.X.Scale);
            JsonNumbers.WriteArray(json, "y", trace.Y, (trace.OnSecondAxis ? panel.SecondY! : panel.Y).Scale);
            if (trace.Labels is { } labels)
            {
                JsonNumbers.WriteTexts(json, "text", PlotlyText.EscapeAll(labels));
            }
            if (trace.Hover is { } hover)
            {
                JsonNumbers.WriteTexts(json, "hovertext", PlotlyText.EscapeAll(hover));
            }
        }

        private void WriteMarker(PointTrace points)
        {
            json.WriteStartObject("marker");
            if (points is { ColourValues: { } values, Scale: { } scale })
            {
                JsonNumbers.WriteArray(json, "color", values);
                json.WriteString("coloraxis", ColourAxis(scale));
                // Without a faint outline the light end of a scale fades into the background.
                json.WriteStartObject("line");
                JsonNumbers.Write(json, "width", Theme.OutlineWidth);
                json.WriteString("color", Theme.GuideLine);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("color", palette.Colour(points));
            }
            JsonNumbers.Write(json, "size", points.Size);
            json.WriteString("symbol", Symbol(points.Marker));
            json.WriteEndObject();
            if (points.Error is { } error)
            {
                json.WriteStartObject("error_y");
                json.WriteString("type", "data");
                JsonNumbers.WriteArray(json, "array", error);
                JsonNumbers.Write(json, "thickness", Theme.ThinLineWidth);
                json.WriteEndObject();
            }
        }

        private string PointHover(PointTrace trace)
        {
            var y = trace.OnSecondAxis ? panel.SecondY! : panel.Y;
            var label = trace.Labels is null ? "" : "%{text}<br>";
            var colour = trace.Scale is { } scale ? $"<br>{PlotlyText.Escape(scale.Title)}: %{{marker.color:.4~g}}" : "";
            var position = panel.X.HideTicks && y.HideTicks
                ? ""
                : $"{PlotlyText.Escape(panel.X.Title)}: %{{x}}<br>{PlotlyText.Escape(y.Title)}: %{{y}}";
            return $"{label}{position}{colour}<extra>{PlotlyText.Escape(trace.Name)}</extra>";
        }

        private string ColourAxis(ColourScale scale) => AxisNames.Colour(palette.Scales.ToList().IndexOf(scale));

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
}
