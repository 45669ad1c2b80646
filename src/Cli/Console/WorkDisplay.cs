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
