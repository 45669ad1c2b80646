namespace Grokking.Reports;

/// <summary>The one look of all figures: colours that stay apart for a colour-blind reader (after Okabe and Ito, 2008), type and
/// line sizes in pixels of the page.</summary>
internal static class Theme
{
    public const string FontFamily = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif";
    public const string Background = "#ffffff";
    public const string Text = "#24292f";
    public const string GridLine = "#ebedf0";
    public const string ZeroLine = "#c9ced6";
    public const string AxisLine = "#8c959f";
    public const string GuideLine = "#57606a";

    public const double FontSize = 13;
    public const double SmallFontSize = 12;
    public const double AxisTitleFontSize = 14;
    public const double TitleFontSize = 17;
    public const double LineWidth = 2;
    public const double ThinLineWidth = 1;
    public const double OutlineWidth = 0.5;

    private static readonly string[] SeriesColours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6b4c9a", "#8c6d31"];

    private static readonly string[] RegionFills = ["#0072b2", "#e69f00", "#009e73", "#cc79a7"];
    private static readonly string[] RegionTexts = ["#1b5e86", "#8a5a00", "#00694d", "#934a75"];

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
        -1 => "#d55e00",
        -2 => "#b6bcc4",
        _ => "#24292f",
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
