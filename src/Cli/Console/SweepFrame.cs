namespace Grokking.Cli;

/// <summary>The lines that a terminal shows while the runs of a sweep train.</summary>
internal static class SweepFrame
{
    private const int MostBarCells = 40;
    private const int NameWidth = 9;

    /// <summary>Where the sweep stands.</summary>
    /// <param name="count">How far the runs have come.</param>
    /// <param name="stopping">Whether it has been asked to stop.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(SweepCount count, bool stopping, int width)
    {
        var page = new TextPage(width)
            .Line()
            .Line($"  {Bar.Of(count.Share, Math.Clamp(width - 40, 10, MostBarCells))} {Math.Floor(count.Share * 100),3} %  "
                + $"{NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} runs ended");
        Add(page, "running", count.Running, width);
        Add(page, "waiting", count.Waiting, width);
        Add(page, "grokked", count.HaveGrokked, width);
        Add(page, "failed", count.Failed, width);
        return page
            .Line($"  {SweepText.Pace(count)}")
            .Line(stopping
                ? "  Stopping each run after its step; Ctrl-C again stops at once."
                : "  Ctrl-C stops; the runs can be resumed.", TextStyle.Quiet);
    }

    private static void Add(TextPage page, string name, IEnumerable<int> seeds, int width)
    {
        var list = seeds.ToList();
        if (list.Count > 0)
        {
            var start = $"  {name.PadRight(NameWidth)}{NumberText.Count(list.Count),5}  seed{(list.Count == 1 ? "" : "s")} ";
            page.Line(start + SweepText.Seeds(list, Math.Max(20, width - start.Length)));
        }
    }
}
