namespace Grokking.Reports;

/// <summary>
/// Where everything in a figure lies, in pixels, for whichever renderer draws it. Room is reserved for titles, labels, legend and
/// colour bars, so that nothing is clipped and nothing covers data.
/// </summary>
internal sealed class FigureGeometry
{
    /// <summary>Height of a line of the title.</summary>
    public const double TitleLineHeight = 22;

    /// <summary>Height of a line of the caption.</summary>
    public const double CaptionLineHeight = 18;

    /// <summary>Height of a line of a panel's title.</summary>
    public const double PanelTitleLineHeight = 17;

    /// <summary>Height of a row of the legend.</summary>
    public const double LegendRowHeight = 22;

    /// <summary>Room for the mark before a name in the legend of a picture, and for the gap behind it.</summary>
    public const double LegendSymbolWidth = 46;

    /// <summary>The same in a live figure, where Plotly decides.</summary>
    private const double LiveSymbolWidth = 58;

    /// <summary>Distance of titles and captions from the left edge.</summary>
    public const double Margin = 16;

    /// <summary>Room for the buttons that appear on hovering over a live figure.</summary>
    private const double ModeBarHeight = 36;

    /// <summary>Semibold letters are wider than plain ones by about this factor.</summary>
    private const double BoldWidth = 1.07;

    private const int LongestLegendAbove = 10;

    private readonly Figure figure;
    private readonly LayoutTarget target;
    private readonly FigurePalette palette;
    private readonly int columns;
    private readonly int rows;
    private readonly List<PanelAxes> axes;
    private double panelWidth;
    private double spareWidth;

    public FigureGeometry(Figure figure, LayoutTarget target, FigurePalette palette)
    {
        this.figure = figure;
        this.target = target;
        this.palette = palette;
        columns = ColumnCount();
        rows = (figure.Panels.Count + columns - 1) / columns;
        // The room for labels depends on the marks, these on the room; labels of one range hardly differ in width.
        var guess = 0.75 * target.Width / columns;
        axes = [.. figure.Panels.Select(panel => PanelAxes.Of(figure, panel, guess, guess / Aspect(), target))];
        Left = figure.Panels.Where((_, i) => i % columns == 0).Select((_, row) => axes[row * columns].Y.Room).Max() + 8;
        Right = Math.Max(
            14 + RoomRightOfGrid, axes.Max(each => each.X.Overhang(target)) + 4) + (
                palette.HasLegend && HasLegendAtRight ? SymbolWidth + WidestLegendName() : 0);
        SizePanelWidth();
        TitleLines =
            target.HasTitle ? target.Lines(figure.Title + FrameNote, Width - 2 * Margin, BoldWidth * Theme.TitleFontSize) : [];
        CaptionLines =
            target.HasCaption ? target.Lines(TextLayout.FirstSentence(figure.Caption), Width - 2 * Margin, Theme.FontSize) : [];
        Boxes = PlaceBoxes();
        ColourBars = [.. palette.Scales.Select(PlaceColourBar)];
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

    /// <summary>Distance from the upper edge to the caption.</summary>
    public double CaptionTop => TitleLines.Count == 0 ? 12 : 16 + TitleLines.Count * TitleLineHeight;

    /// <summary>Distance from the upper edge to the legend.</summary>
    public double LegendTop => CaptionTop + (CaptionLines.Count == 0 ? 0 : 6 + CaptionLines.Count * CaptionLineHeight);

    /// <summary>The figure's title in lines; none on a page, where the caption has it.</summary>
    public IReadOnlyList<string> TitleLines { get; }

    /// <summary>The caption's first sentence in lines, where it is asked for.</summary>
    public IReadOnlyList<string> CaptionLines { get; }

    /// <summary>What a picture of a figure with a slider shows: <c> (step 7,000)</c>.</summary>
    public string FrameNote =>
        figure.Slider is { } slider && target.IsPicture ? $" ({slider.Title} {slider.Frames[^1].Label})" : "";

    /// <summary>The panels in order.</summary>
    public IReadOnlyList<PanelBox> Boxes { get; }

    /// <summary>The colour bars, one for each scale.</summary>
    public IReadOnlyList<ColourBarBox> ColourBars { get; }

    /// <summary>The names of the legend, row by row; none where it stands at the right.</summary>
    public IReadOnlyList<IReadOnlyList<string>> LegendRows => field ??= PlaceLegend();

    /// <summary>Whether a long legend stands at the right instead of above.</summary>
    public bool HasLegendAtRight => palette.LegendNames.Count > LongestLegendAbove && !target.IsNarrow;

    /// <summary>Room at the right of all panels, before a legend there.</summary>
    public double RoomRightOfGrid => RoomRightOfPanel + (palette.Scales.Count == 1 && !HasColourBarBelow ? ColourBarRoom : 0);

    /// <summary>Whether the only colour bar lies below the panels, where the width is needed for these.</summary>
    public bool HasColourBarBelow => target.IsNarrow && palette.Scales.Count == 1;

    /// <summary>Distance from the panels down to a colour bar below them.</summary>
    public double RoomBelowGrid => axes.Max(each => each.X.Room) + 8;

    /// <summary>Room at the right of each panel for its second axis and its colour bar.</summary>
    private double RoomRightOfPanel => SecondAxisRoom + (palette.Scales.Count > 1 ? ColourBarRoom : 0);

    private double SecondAxisRoom => axes.Max(each => each.Second?.Room ?? 0);

    private double ColourBarRoom =>
        palette.Scales.Max(scale => ColourBarBox.Room(FigureData.ColourRange(figure, scale), scale.Title.Length > 0, target));

    private bool SharesX => figure.Sharing.HasFlag(AxisSharing.X);

    private bool SharesY => figure.Sharing.HasFlag(AxisSharing.Y);

    private bool IsPlain => figure.Panels.Count == 1 && figure.PanelAspect is null && !figure.Panels[0].HasEqualAspect;

    private double SymbolWidth => target.IsPicture ? LegendSymbolWidth : LiveSymbolWidth;

    private int ColumnCount()
    {
        var count = figure.Panels.Count;
        var wanted = Math.Min(count, figure.Columns ?? (count <= 3 ? count : count == 4 ? 2 : count <= 6 ? 3 : 4));
        return target.IsNarrow ? Math.Min(wanted, count > 4 ? 2 : 1) : wanted;
    }

    private double WidestLegendName() => palette.LegendNames.Max(name => target.TextWidth(name, Theme.FontSize));

    private double GapX() => RoomRightOfPanel + (SharesY ? 20 : axes.Max(each => each.Y.Room) + 14);

    private double FootOfRow() => SharesX ? 14 : axes.Max(each => each.X.Room) + 8;

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
            .Select((panel, i) => RepeatsAbove(i) ? [] : StripLabel.Place(panel, axes[i].X.Range, panelWidth, target))
            .ToList();
        var stripHeights = Enumerable.Range(0, rows).Select(row => RowMaximum(row, i =>
            strips[i].Count == 0 ? 0 : (strips[i].Max(label => label.Row) + 1) * StripLabel.RowHeight)).ToList();
        var titles = figure.Panels
            .Select(panel => target.Lines(panel.Title, panelWidth + RoomRightOfPanel, BoldWidth * Theme.FontSize))
            .ToList();
        var heads = stripHeights.Select((height, row) => height + RowMaximum(row, i =>
            titles[i].Count == 0 ? 0 : titles[i].Count * PanelTitleLineHeight + 7)).ToList();
        Top = Math.Max(LegendTop + LegendHeight() + heads[0] + (heads[0] > 0 ? 0 : 8), target.IsPicture ? 0 : ModeBarHeight);
        Bottom = RoomBelowGrid + (HasColourBarBelow ? ColourBarBox.HeightBelow : 0);
        var panelHeight = Math.Round(IsPlain ? PlainHeight() : panelWidth / Aspect());
        var boxes = new List<PanelBox>();
        for (var i = 0; i < figure.Panels.Count; i++)
        {
            var (row, column) = (i / columns, i % columns);
            boxes.Add(new PanelBox(
                spareWidth / 2 + column * (panelWidth + GapX()),
                row * (panelHeight + FootOfRow()) + heads.Take(row + 1).Skip(1).Sum(),
                panelWidth, panelHeight, PanelAxes.Of(figure, figure.Panels[i], panelWidth, panelHeight, target),
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
        var height = target.Width / target.PlainAspect;
        return Math.Max(height - Top - Bottom, 0.55 * target.Width / target.PlainAspect);
    }

    private double RowMaximum(int row, Func<int, double> height) =>
        Enumerable.Range(row * columns, Math.Min(columns, figure.Panels.Count - row * columns)).Max(height);

    /// <summary>Whether the panel above, in the same column, has the same labels already.</summary>
    private bool RepeatsAbove(int index) =>
        index >= columns
        && figure.Panels[index].Regions.SequenceEqual(figure.Panels[index - columns].Regions)
        && figure.Panels[index].Lines.Where(line => line.IsVertical)
            .SequenceEqual(figure.Panels[index - columns].Lines.Where(line => line.IsVertical));

    private double LegendHeight() => LegendRows.Count == 0 ? 0 : LegendRows.Count * LegendRowHeight + 8;

    private List<IReadOnlyList<string>> PlaceLegend()
    {
        var placed = new List<IReadOnlyList<string>>();
        var used = double.PositiveInfinity;
        foreach (var name in palette.HasLegend && !HasLegendAtRight ? palette.LegendNames : [])
        {
            var width = SymbolWidth + target.TextWidth(name, Theme.FontSize);
            if (used + width > InnerWidth)
            {
                placed.Add([]);
                used = 0;
            }
            placed[^1] = [.. placed[^1], name];
            used += width;
        }
        return placed;
    }

    /// <summary>A bar stands at the right of all panels when it is the only one, else at the right of the first panel that needs
    /// it.</summary>
    private ColourBarBox PlaceColourBar(ColourScale scale)
    {
        var users = palette.Scales.Count == 1
            ? Boxes
            : [.. Boxes.Where((_, i) => figure.Panels[i].Traces.Any(trace => FigureData.ScaleOf(trace) == scale)).Take(1)];
        var (right, top, bottom) =
            (users.Max(box => box.Left + box.Width), users.Min(box => box.Top), users.Max(box => box.Top + box.Height));
        return ColourBarBox.Of(scale, FigureData.ColourRange(figure, scale), right + SecondAxisRoom, top, bottom, target);
    }
}
