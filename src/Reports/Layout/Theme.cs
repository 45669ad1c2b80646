namespace Grokking.Reports;

/// <summary>The one look of all figures: colours whose hues stay apart for a colour-blind reader (after Okabe and Ito, 2008) and
/// whose lightness does in grey, type and line sizes in pixels of the page.</summary>
internal static class Theme
{
    public const string FontFamily = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
    public const string Background = "#ffffff";
    public const string Text = "#24292f";
    public const string GridLine = "#ebedf0";
    public const string ZeroLine = "#c9ced6";
    public const string AxisLine = "#8c959f";
    public const string GuideLine = "#57606a";
    public const string Muted = "#b6bcc4";
    public const string SliderRail = "#d0d7de";

    /// <summary>The ground behind a label on a line.</summary>
    public const string Veil = "rgba(255,255,255,0.7)";

    public const double FontSize = 13;
    public const double SmallFontSize = 12;
    public const double AxisTitleFontSize = 14;
    public const double TitleFontSize = 17;
    public const double LineWidth = 2;
    public const double ThinLineWidth = 1;
    public const double OutlineWidth = 0.5;

    private static readonly string[] SeriesColours =
        ["#065e93", "#d45e00", "#20aa7e", "#a25280", "#fdb326", "#57b4ea", "#4f327d", "#674c0f"];

    private static readonly string[] RegionFills = ["#065e93", "#fdb326", "#20aa7e", "#a25280"];
    private static readonly string[] RegionTexts = ["#1b5e86", "#8a5a00", "#00694d", "#934a75"];

    /// <summary>What each colour becomes on a dark page: inks light, lines lighter, and scales that begin at the
    /// ground.</summary>
    public static IReadOnlyDictionary<string, string> Dark { get; } = new Dictionary<string, string>
    {
        [Background] = "#0f1419", [Text] = "#e6e9ec", [GridLine] = "#222930", [ZeroLine] = "#3b444d", [AxisLine] = "#77818b",
            [GuideLine] = "#a6aeb7",
        [Veil] = "rgba(15,20,25,0.7)", [SliderRail] = "#39424b", [Muted] = "#5b656f",
        ["#065e93"] = "#4da3dd", ["#d45e00"] = "#f2873b", ["#20aa7e"] = "#3fc99b", ["#a25280"] = "#d68ab8",
        ["#fdb326"] = "#fdc65f", ["#57b4ea"] = "#93d3f6", ["#4f327d"] = "#a98fe3", ["#674c0f"] = "#c8a55e",
        ["#1b5e86"] = "#7fbfe8", ["#8a5a00"] = "#e0b35c", ["#00694d"] = "#6fd0ae", ["#934a75"] = "#e0a3c6",
        ["#1d4f8f"] = "#86c8f7", ["#3f86bf"] = "#4d9ad6", ["#8cbfdc"] = "#2d6a9c", ["#d3e6f1"] = "#1c3c56",
        ["#f8f8f8"] = "#1a2027",
        ["#fbdcc9"] = "#4f2a24", ["#f0a282"] = "#8f4034", ["#cf5a4b"] = "#d0685a", ["#95152c"] = "#ff9f91",
        ["#ffffe5"] = "#0b1030", ["#e7f5c0"] = "#152561", ["#c0e6b8"] = "#1f4590", ["#7fcdbb"] = "#2068a6",
        ["#41b6c4"] = "#2a8fb8",
        ["#1d91c0"] = "#45b5c2", ["#225ea8"] = "#82d0bb", ["#253494"] = "#c3e8b9", ["#081d58"] = "#fdfde2",
    };

    /// <summary>Number of colours before the series repeats.</summary>
    public static int SeriesLength => SeriesColours.Length;

    /// <summary>Fill opacity of a region: light enough for a thin grid line to show through.</summary>
    public const double RegionOpacity = 0.08;

    public static string Series(int index) => SeriesColours[index % SeriesColours.Length];

    public static string RegionFill(int index) => RegionFills[index % RegionFills.Length];

    public static string RegionText(int index) => RegionTexts[index % RegionTexts.Length];

    /// <summary>The colour of a role that is not automatic.</summary>
    public static string Of(ColourRole role) => role.Code switch
    {
        > 0 => Series(role.Code - 1),
        -1 => "#d45e00",
        -2 => Muted,
        _ => Text,
    };

    /// <summary>Equally spaced colours from a scale's low to its high end.</summary>
    public static IReadOnlyList<string> Stops(ColourScaleKind kind) => kind switch
    {
        ColourScaleKind.Diverging =>
            ["#1d4f8f", "#3f86bf", "#8cbfdc", "#d3e6f1", "#f8f8f8", "#fbdcc9", "#f0a282", "#cf5a4b", "#95152c"],
        ColourScaleKind.Cyclic =>
            ["#c9515f", "#b87524", "#83902a", "#2f9e63", "#1a9ba6", "#4a86c9", "#8b6fc4", "#b95f9d", "#c9515f"],
        _ => ["#ffffe5", "#e7f5c0", "#c0e6b8", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58"],
    };
}

/// <summary>Which colour each trace of a figure has, and which names its legend lists.</summary>
internal sealed class FigurePalette
{
    private readonly Dictionary<string, int> automatic = new(StringComparer.Ordinal);

    public FigurePalette(Figure figure)
    {
        var traces = figure.Panels.SelectMany(panel => panel.Traces).ToList();
        Scales = [.. traces.Select(FigureData.ScaleOf).OfType<ColourScale>().Distinct()];
        LegendNames = [.. traces.OfType<XyTrace>().Select(trace => trace.Name).Where(name => name.Length > 0).Distinct()];
        AssignAutomatic([.. traces.OfType<XyTrace>()]);
    }

    /// <summary>The distinct colour scales in order of first use.</summary>
    public IReadOnlyList<ColourScale> Scales { get; }

    /// <summary>The names in the legend, in order.</summary>
    public IReadOnlyList<string> LegendNames { get; }

    /// <summary>Whether the figure has a legend: one name alone would repeat the title.</summary>
    public bool HasLegend => LegendNames.Count > 1;

    /// <summary>The colour of a trace, as CSS.</summary>
    public string Colour(XyTrace trace) =>
        trace.Colour == ColourRole.Automatic ? Theme.Series(automatic[trace.Name]) : Theme.Of(trace.Colour);

    /// <summary>The dash of a line: its own, and the next one each time the series of colours has run through.</summary>
    public LineDash Dash(LineTrace trace)
    {
        var rounds = trace.Colour == ColourRole.Automatic ? automatic[trace.Name] / Theme.SeriesLength : 0;
        return trace.Dash == LineDash.Solid ? (LineDash)(rounds % 4) : trace.Dash;
    }

    private void AssignAutomatic(IReadOnlyList<XyTrace> traces)
    {
        var taken = traces.Select(trace => trace.Colour.Code - 1).Where(index => index >= 0).ToHashSet();
        var next = 0;
        foreach (var trace in traces.Where(trace => trace.Colour == ColourRole.Automatic && !automatic.ContainsKey(trace.Name)))
        {
            while (taken.Contains(next))
            {
                next++;
            }
            automatic[trace.Name] = next++;
        }
    }
}
