namespace Grokking.Cli;

/// <summary>Shows work on a known number of parts: a bar redrawn on a terminal, a line now and then in a pipe.</summary>
internal static class WorkDisplay
{
    private static readonly TimeSpan LiveGap = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LineGap = TimeSpan.FromSeconds(5);

    /// <summary>Works, and says what is being done.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="title">What is done, without a full stop: <c>Drawing 16 figures</c>.</param>
    /// <param name="work">Works.</param>
    public static T Run<T>(Screen screen, string title, Func<T> work)
    {
        if (!screen.IsTerminal)
        {
            screen.Raw(title + "\n");
            return work();
        }
        return screen.Redraw(show =>
        {
            show(new TextPage(screen.Width).Line($"{title} ..."));
            return work();
        });
    }

    /// <summary>Works on a number of parts and shows how many are done.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="title">What is done, without a full stop: <c>Measuring checkpoints</c>.</param>
    /// <param name="total">Number of parts, 1 or more.</param>
    /// <param name="work">Works, telling the action that it is given how many parts more are done.</param>
    public static T Run<T>(Screen screen, string title, int total, Func<Action<int>, T> work)
    {
        var count = new WorkCount(total, TimeProvider.System);
        return screen.IsTerminal
            ? screen.Redraw(show =>
            {
                show(WorkFrame.Of(title, count, screen.Width));
                return work(Counting(LiveGap, () => show(WorkFrame.Of(title, count, screen.Width))));
            })
            : RunPlain();

        T RunPlain()
        {
            screen.Raw(title + "\n");
            return work(Counting(LineGap, () => screen.Raw($"  {WorkFrame.Counts(count)}\n")));
        }

        Action<int> Counting(TimeSpan gap, Action show)
        {
            var throttle = new Throttle(gap, TimeProvider.System);
            _ = throttle.IsDue();
            return parts =>
            {
                count.Add(parts);
                if (throttle.IsDue())
                {
                    show();
                }
            };
        }
    }
}

/// <summary>How much of some work is done, and how long the rest will take at the rate so far.</summary>
internal sealed class WorkCount(int total, TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();

    /// <summary>Number of parts in all.</summary>
    public int Total => total;

    /// <summary>Number of parts done.</summary>
    public int Done { get; private set; }

    /// <summary>Time left, or null at the start.</summary>
    public TimeSpan? Remaining => Done == 0 ? null : clock.GetElapsedTime(start) * (total - Done) / Done;

    /// <summary>Some parts more are done.</summary>
    public void Add(int parts) => Done += parts;
}

/// <summary>The lines that a terminal shows while work goes on.</summary>
internal static class WorkFrame
{
    private const int MostBarCells = 40;

    /// <summary>Where the work stands.</summary>
    public static TextPage Of(string title, WorkCount count, int width) =>
        new TextPage(width).Line(title)
            .Line($"  {Bar.Of((double)count.Done / count.Total, Math.Clamp(width - 40, 10, MostBarCells))}  {Counts(count)}");

    /// <summary>The numbers alone.</summary>
    public static string Counts(WorkCount count) =>
        $"{NumberText.Count(count.Done)} of {NumberText.Count(count.Total)}"
            + (count.Remaining is { } left ? $", {NumberText.Duration(left)} left" : "");
}

/// <summary>A bar of progress, drawn with two weights of line: it needs no colour.</summary>
internal static class Bar
{
    /// <summary>A bar.</summary>
    /// <param name="share">How much is done, 0 to 1.</param>
    /// <param name="cells">Characters in all.</param>
    public static string Of(double share, int cells)
    {
        var done = (int)Math.Round(Math.Clamp(share, 0, 1) * cells);
        return new string('━', done) + new string('─', cells - done);
    }
}

/// <summary>Lets something happen no more often than once in a while.</summary>
internal sealed class Throttle(TimeSpan interval, TimeProvider clock)
{
    private long? last;

    /// <summary>Whether it may happen now; the first time it may.</summary>
    public bool IsDue()
    {
        if (last is { } then && clock.GetElapsedTime(then) < interval)
        {
            return false;
        }
        last = clock.GetTimestamp();
        return true;
    }
}
