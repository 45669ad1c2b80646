namespace Grokking.Cli;

/// <summary>The lines that a terminal shows while work goes on.</summary>
internal static class WorkFrame
{
    private const int MostBarCells = 40;

    /// <summary>Where the work stands.</summary>
    public static TextPage Of(string title, WorkCount count, int width) =>
        new TextPage(width).Line(title).Line($"  {Bar.Of((double)count.Done / count.Total, Math.Clamp(width - 40, 10, MostBarCells))}  {Counts(count)}");

    /// <summary>The numbers alone.</summary>
    public static string Counts(WorkCount count) =>
        $"{NumberText.Count(count.Done)} of {NumberText.Count(count.Total)}" + (count.Remaining is { } left ? $", {NumberText.Duration(left)} left" : "");
}
