using SkiaSharp;

namespace Grokking.Reports;

/// <summary>The colours along a scale.</summary>
internal static class ColourRamp
{
    /// <summary>Below this lightness, 0 to 1, white letters are read more easily than dark ones.</summary>
    private const double DarkGround = 0.55;

    private static readonly Dictionary<ColourScaleKind, SKColor[]> Stops =
        Enum.GetValues<ColourScaleKind>().ToDictionary(kind => kind, kind => Theme.Stops(kind).Select(SKColor.Parse).ToArray());

    /// <summary>The colour at a place, mixed from the two stops beside it.</summary>
    /// <param name="kind">The run of colours.</param>
    /// <param name="place">0 for the first colour, 1 for the last.</param>
    public static SKColor At(ColourScaleKind kind, double place)
    {
        var stops = Stops[kind];
        var exact = Math.Clamp(place, 0, 1) * (stops.Length - 1);
        var (low, share) = ((int)Math.Min(exact, stops.Length - 2), exact - Math.Min(Math.Floor(exact), stops.Length - 2));
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * share);
        return new(
            Mix(stops[low].Red, stops[low + 1].Red), Mix(stops[low].Green, stops[low + 1].Green),
            Mix(stops[low].Blue, stops[low + 1].Blue));
    }

    /// <summary>The colour of letters that stay readable on a place of a scale.</summary>
    public static string InkOn(ColourScaleKind kind, double place)
    {
        var ground = At(kind, place);
        return (0.299 * ground.Red + 0.587 * ground.Green + 0.114 * ground.Blue) / 255 < DarkGround
            ? Theme.Background : Theme.Text;
    }
}
