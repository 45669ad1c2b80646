namespace Grokking.Reports;

/// <summary>
/// Where everything in a figure lies, in pixels. Sizes of text are estimated, and room is reserved for titles, labels, legend and
/// colour bars, so that nothing is clipped and nothing covers data.
/// </summary>
internal sealed class FigureGeometry
{
    /// <summary>Height of a line of the title.</summary>
    public const double TitleLineHeight = 22;

    /// <summary>Room for the buttons that appear on hovering over a live figure.</summary>
    private const double ModeBarHeight = 36;

    private const double TickRoom = 46;
    private const double AxisTitleRoom = 26;
    private const double PanelTitleLineHeight = 17;

    /// <summary>Bold letters are wider than plain ones by about this factor.</summary>
    private const double BoldWidth = 1.07;

    private const double LegendRowHeight = 22;
    private const double LegendSymbolWidth = 46;
    private const double ColourBarRoom = 100;

    /// <summary>Room for a second line of title along a short colour bar.</summary>
    private const double ColourBarTitleLine = 17;

    private const double ColourBarHeight = 64;
    private const double SliderHeight = 84;
    private const int LongestLegendAbove = 10;

    private readonly Figure figure;
    private readonly PlotlyTarget target;
    private readonly FigurePalette palette;
    private readonly int columns;
    private readonly int rows;
    private double panelWidth;
    private double spareWidth;

    public FigureGeometry(Figure figure, PlotlyTarget target, FigurePalette palette)
    {
        this.figure = figure;
        this.target = target;
        this.palette = palette;
        columns = ColumnCount();
        rows = (figure.Panels.Count + columns - 1) / columns;
        Left = MarginLeft();
        Right = MarginRight();
        SizePanelWidth();
        TitleLines = target.IsPicture ? PlotlyText.Lines(figure.Title, Width - 40, Theme.TitleFontSize) : [];
        Boxes = PlaceBoxes();
    }

    /// <summary>Width of the figure.</summary>
    public double Width { get; private set; }

    /// <summary>Height of the figure.</summary>
    public double Height { get; private set; }

    /// <summary>Left margin.</summary>
    public double Left { get; }

    /// <summary>Right margin.</summary>
    public double Right { get; }

    /// <summary>Upper margin.</summary>
    public double Top { get; private set; }

    /// <summary>Lower margin.</summary>
    public double Bottom { get; private set; }

    /// <summary>Width between the margins.</summary>
    public double InnerWidth => Width - Left - Right;

    /// <summary>Height between the margins.</summary>
    public double InnerHeight => Height - Top - Bottom;

    /// <summary>Distance from the upper edge to the legend.</summary>
    public double LegendTop => TitleHeight + 4;

    /// <summary>The figure's title in lines; none on a page, where the caption has it.</summary>
    public IReadOnlyList<string> TitleLines { get; }

    /// <summary>The panels in order.</summary>
    public IReadOnlyList<PanelBox> Boxes { get; }

    /// <summary>Whether a long legend stands at the right instead of above.</summary>
    public bool HasLegendAtRight => palette.LegendNames.Count > LongestLegendAbove && !target.IsNarrow;

    /// <summary>Room at the right of each panel for its second axis and its colour bar.</summary>
    public double RoomRightOfPanel => SecondAxisRoom + (palette.Scales.Count > 1 ? ColourBarRoom + ColourBarTitleLine : 0);

    /// <summary>Room for a second y axis.</summary>
    public double SecondAxisRoom => figure.Panels.Any(panel => panel.SecondY is not null) ? TickRoom + AxisTitleRoom : 0;

    /// <summary>Room at the right of all panels, before a legend there.</summary>
    public double RoomRightOfGrid => RoomRightOfPanel + (palette.Scales.Count == 1 && !HasColourBarBelow ? ColourBarRoom : 0);

    /// <summary>Whether the only colour bar lies below the panels, where the width is needed for these.</summary>
    public bool HasColourBarBelow => target.IsNarrow && palette.Scales.Count == 1;

    /// <summary>Distance from the panels down to a colour bar below them, or to a slider.</summary>
    public double RoomBelowGrid => figure.Panels.Max(panel => AxisRoom(panel.X)) - 14;

    private double TitleHeight => TitleLines.Count == 0 ? 8 : 14 + TitleLines.Count * TitleLineHeight;

    private bool SharesX => figure.Sharing.HasFlag(AxisSharing.X);

    private bool SharesY => figure.Sharing.HasFlag(AxisSharing.Y);

    private bool IsPlain => figure.Panels.Count == 1 && figure.PanelAspect is null && !figure.Panels[0].HasEqualAspect;

    private int ColumnCount()
    {
        var count = figure.Panels.Count;
        var wanted = Math.Min(count, figure.Columns ?? (count <= 3 ? count : count == 4 ? 2 : count <= 6 ? 3 : 4));
        return target.IsNarrow ? Math.Min(wanted, count > 4 ? 2 : 1) : wanted;
    }

    private double MarginLeft() => figure.Panels.Where((_, i) => i % columns == 0).Max(panel => AxisRoom(panel.Y)) + 8;

    private double MarginRight() =>
        16 + RoomRightOfGrid + (palette.HasLegend && HasLegendAtRight ? LegendSymbolWidth + WidestLegendName() : 0);

    private double WidestLegendName() => palette.LegendNames.Max(name => PlotlyText.Width(name, Theme.FontSize));

    private static double AxisRoom(Axis axis) => (axis.HideTicks ? 12 : TickRoom) + (axis.Title.Length > 0 ? AxisTitleRoom : 0);

    private double GapX() => RoomRightOfPanel + (SharesY ? 20 : figure.Panels.Max(panel => AxisRoom(panel.Y)) + 12);

    private double FootOfRow() => SharesX ? 16 : figure.Panels.Max(panel => AxisRoom(panel.X)) - 8;

    /// <summary>Divides the width among the panels. A panel that would get too tall is made narrower: a picture shrinks with it,
    /// a page centres the panels.</summary>
    private void SizePanelWidth()
    {
        var gaps = (columns - 1) * GapX();
        Width = target.Width;
        panelWidth = (Width - Left - Right - gaps) / columns;
        if (IsPlain || panelWidth / Aspect() <= target.TallestPanel)
        {
            return;
        }
        var spare = (panelWidth - target.TallestPanel * Aspect()) * columns;
        panelWidth = target.TallestPanel * Aspect();
        if (target.IsPicture)
        {
            Width = Math.Round(Width - spare);
        }
        else
        {
            spareWidth = spare;
        }
    }

    private double Aspect() => figure.PanelAspect
        ?? (figure.Panels.All(panel => panel.HasEqualAspect) ? 1 : columns == 1 ? (target.IsNarrow ? 1.4 : 2.6) : 1.3);

    private List<PanelBox> PlaceBoxes()
    {
        var strips = figure.Panels
            .Select((panel, i) => RepeatsAbove(i) ? [] : StripLabel.Place(panel, FigureData.RangeX(figure, panel), panelWidth))
            .ToList();
        var stripHeights = Enumerable.Range(0, rows).Select(row => RowMaximum(row, i =>
            strips[i].Count == 0 ? 0 : (strips[i].Max(label => label.Row) + 1) * StripLabel.RowHeight)).ToList();
        var titles = figure.Panels
            .Select(panel => PlotlyText.Lines(panel.Title, panelWidth + RoomRightOfPanel, BoldWidth * Theme.FontSize))
            .ToList();
        var heads = stripHeights.Select((height, row) => height + RowMaximum(row, i =>
            titles[i].Count == 0 ? 0 : titles[i].Count * PanelTitleLineHeight + 7)).ToList();
        Top = Math.Max(LegendTop + LegendHeight() + heads[0] + (heads[0] > 0 ? 0 : 8), target.IsPicture ? 0 : ModeBarHeight);
        Bottom = RoomBelowGrid + (HasColourBarBelow ? ColourBarHeight : 0) + (HasSlider ? SliderHeight : 0);
        var panelHeight = Math.Round(IsPlain ? PlainHeight() : panelWidth / Aspect());
        var boxes = new List<PanelBox>();
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var top = row * (panelHeight + FootOfRow()) + heads.Take(row + 1).Skip(1).Sum();
            boxes.Add(new PanelBox(
                spareWidth / 2 + column * (panelWidth + GapX()), top, panelWidth, panelHeight,
                titles[i], strips[i], stripHeights[row],
                LabelsX: !SharesX || i + columns >= figure.Panels.Count, LabelsY: !SharesY || column == 0));
        }
        Height = Top + Bottom + boxes.Max(box => box.Top + box.Height);
        return boxes;
    }

    /// <summary>The height of the one plain panel, so that the figure has the target's shape unless legend and labels take too
    /// much of it.</summary>
    private double PlainHeight()
    {
        var height = target.Width / target.PlainAspect + (HasSlider ? SliderHeight : 0);
        return Math.Max(height - Top - Bottom, 0.55 * target.Width / target.PlainAspect);
    }

    private bool HasSlider => figure.Slider is not null && !target.IsPicture;

    private double RowMaximum(int row, Func<int, double> height) =>
        Enumerable.Range(row * columns, Math.Min(columns, figure.Panels.Count - row * columns)).Max(height);

    /// <summary>Whether the panel above, in the same column, has the same labels already.</summary>
    private bool RepeatsAbove(int index) =>
        index >= columns
        && figure.Panels[index].Regions.SequenceEqual(figure.Panels[index - columns].Regions)
        && figure.Panels[index].Lines.Where(line => line.IsVertical)
            .SequenceEqual(figure.Panels[index - columns].Lines.Where(line => line.IsVertical));

    private double LegendHeight()
    {
        if (!palette.HasLegend || HasLegendAtRight)
        {
            return 0;
        }
        var (legendRows, used) = (1, 0.0);
        foreach (var name in palette.LegendNames)
        {
            var width = LegendSymbolWidth + PlotlyText.Width(name, Theme.FontSize);
            (legendRows, used) = used > 0 && used + width > InnerWidth ? (legendRows + 1, width) : (legendRows, used + width);
        }
        return legendRows * LegendRowHeight + 8;
    }
}
