using System.Text.Json;

namespace Grokking.Reports;

/// <summary>Writes a figure's slider and the buttons that run it.</summary>
internal sealed class SliderJson(Utf8JsonWriter json, FrameSlider slider, FigureGeometry geometry, bool isNarrow)
{
    /// <summary>Milliseconds for which a frame stands when the slider runs.</summary>
    private const int FrameTime = 350;

    private const double ButtonWidth = 62;
    private const double AxisRoom = 20;

    private double Below => geometry.Bottom - FigureGeometry.SliderHeight + AxisRoom;

    /// <summary>Writes the members of the layout.</summary>
    public void Write()
    {
        WriteSlider();
        WriteButtons();
    }

    private void WriteSlider()
    {
        json.WriteStartArray("sliders");
        json.WriteStartObject();
        json.WriteNumber("active", slider.Frames.Count - 1);
        var start = ButtonWidth / geometry.InnerWidth;
        JsonNumbers.Write(json, "x", Math.Round(start, 5));
        JsonNumbers.Write(json, "len", Math.Round(1 - start, 5));
        json.WriteNumber("y", 0);
        json.WriteString("yanchor", "top");
        WritePadding(Below - 16);
        json.WriteNumber("ticklen", 4);
        json.WriteNumber("minorticklen", 2);
        json.WriteString("bgcolor", Theme.SliderRail);
        json.WriteString("activebgcolor", Theme.AxisLine);
        json.WriteNumber("borderwidth", 0);
        json.WriteStartObject("currentvalue");
        json.WriteString("prefix", PlotlyText.Escape(slider.Title) + " ");
        json.WriteNumber("offset", 8);
        json.WriteEndObject();
        WriteSteps();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteSteps()
    {
        json.WriteStartArray("steps");
        for (var i = 0; i < slider.Frames.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("label", PlotlyText.Escape(slider.Frames[i].Label));
            json.WriteString("method", "animate");
            json.WriteStartArray("args");
            JsonNumbers.WriteTexts(json, [TraceJson.FrameName(i)]);
            WriteAnimation(0, fromCurrent: false);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteButtons()
    {
        json.WriteStartArray("updatemenus");
        json.WriteStartObject();
        json.WriteString("type", "buttons");
        json.WriteNumber("active", -1);
        json.WriteBoolean("showactive", false);
        json.WriteNumber("x", 0);
        json.WriteString("xanchor", "left");
        json.WriteNumber("y", 0);
        json.WriteString("yanchor", "top");
        WritePadding(Below + (isNarrow ? 8 : 6));
        json.WriteString("bgcolor", Theme.Background);
        json.WriteString("bordercolor", Theme.SliderRail);
        json.WriteStartArray("buttons");
        json.WriteStartObject();
        json.WriteString("label", "Play");
        json.WriteString("method", "animate");
        json.WriteStartArray("args");
        json.WriteNullValue();
        WriteAnimation(FrameTime, fromCurrent: true);
        json.WriteEndArray();
        json.WriteStartArray("args2");
        json.WriteStartArray();
        json.WriteNullValue();
        json.WriteEndArray();
        WriteAnimation(0, fromCurrent: false);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WritePadding(double top)
    {
        json.WriteStartObject("pad");
        JsonNumbers.Write(json, "t", top);
        json.WriteNumber("b", 4);
        json.WriteNumber("l", 0);
        json.WriteNumber("r", 0);
        json.WriteEndObject();
    }

    private void WriteAnimation(int frameTime, bool fromCurrent)
    {
        json.WriteStartObject();
        json.WriteString("mode", "immediate");
        json.WriteBoolean("fromcurrent", fromCurrent);
        json.WriteStartObject("frame");
        json.WriteNumber("duration", frameTime);
        json.WriteBoolean("redraw", true);
        json.WriteEndObject();
        json.WriteStartObject("transition");
        json.WriteNumber("duration", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
