using System.Text.Json;

namespace Grokking.Reports.Tests;

/// <summary>Small figures for tests, and a way to read a part of their JSON.</summary>
internal static class Sample
{
    /// <summary>A plain figure around some traces.</summary>
    public static Figure Figure(params Trace[] traces) => Figure(Panel(traces));

    public static Figure Figure(params Panel[] panels) => new() { Id = "sample", Title = "Sample", Panels = panels };

    public static Panel Panel(params Trace[] traces) => new() { X = Axis.Linear("x"), Y = Axis.Linear("y"), Traces = traces };

    public static LineTrace Line(string name = "line") => new(name, [0, 1, 2], [1, 4, 9]);

    public static HeatMapTrace Map(ColourScale scale, params double[] cells) =>
        new("map", Grid.FromFlat(1, cells.Length, cells), scale);

    /// <summary>One figure of each kind, for claims about all of them.</summary>
    public static IReadOnlyList<Figure> OfEachKind()
    {
        var scale = ColourScale.Diverging("logit (nats)");
        return
        [
            Figure(Line("train"), Line("test")) with { Id = "lines" },
            Figure(Panel(new BarTrace("cos", ["a", "b"], [1, 2]), new BarTrace("sin", ["a", "b"], [2, 1]))
                with { X = Axis.Category("name") })
                with { Id = "bars" },
            Figure(new PointTrace("points", [0, 1], [1, 0])
            {
                ColourValues = [3, 4], Scale = ColourScale.Cyclic("token", 5), Labels = ["p", "q"],
            })
                with { Id = "points" },
            Figure(Panel(Map(scale, 1, -2, 3)) with { HasEqualAspect = true }) with { Id = "map" },
            Figure(
                Panel(Line("train"))
                    with { Regions = [new Region(0, 1, "memorization"), new Region(1, double.PositiveInfinity, "cleanup")] },
                Panel(Line("train") with { OnSecondAxis = true })
                    with { SecondY = Axis.Log("loss", "nats"), Lines = [ReferenceLine.Vertical(1, "here")] })
                with { Id = "panels", Sharing = AxisSharing.X },
            Figure(Line("train")) with
            {
                Id = "slider",
                Slider = new FrameSlider(
                    "step", [new Frame("0", [Line("train")]), new Frame("10", [new LineTrace("train", [0, 1], [5, 6])])]),
            },
        ];
    }

    /// <summary>The raw JSON of a part of a document: <c>Part(json, "data", 0, "x")</c>.</summary>
    public static string Part(string json, params object[] path)
    {
        using var document = JsonDocument.Parse(json);
        return Find(document, path).GetRawText();
    }

    /// <summary>A part of a document as a number.</summary>
    public static double Number(string json, params object[] path)
    {
        using var document = JsonDocument.Parse(json);
        return Find(document, path).GetDouble();
    }

    /// <summary>Whether a document has a part.</summary>
    public static bool Has(string json, params object[] path)
    {
        using var document = JsonDocument.Parse(json);
        return Find(document, path[..^1]).TryGetProperty((string)path[^1], out _);
    }

    private static JsonElement Find(JsonDocument document, object[] path) =>
        path.Aggregate(
            document.RootElement, (element, step) => step is int index ? element[index] : element.GetProperty((string)step));
}
