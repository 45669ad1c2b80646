using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows how training goes: lines redrawn on a terminal, a line now and then in a pipe.</summary>
internal static class TrainingDisplay
{
    /// <summary>Trains and shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="train">Trains, telling the action that it is given of each logged step.</param>
    /// <param name="stop">Cancelled when training has been asked to stop.</param>
    public static RunSummary Run(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.IsTerminal ? RunLive(screen, train, stop) : RunPlain(screen, train, stop);

    private static RunSummary RunLive(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.Redraw(show =>
        {
            var throttle = new Throttle(TimeSpan.FromSeconds(0.1), TimeProvider.System);
            TrainingProgress? last = null;
            using var asked = stop.Register(() => Show(last));
            return train(progress =>
            {
                last = progress;
                if (throttle.IsDue())
                {
                    Show(progress);
                }
            });

            void Show(TrainingProgress? progress)
            {
                if (progress is not null)
                {
                    show(TrainingFrame.Of(progress, stop.IsCancellationRequested, screen.Width));
                }
            }
        });

    private static RunSummary RunPlain(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop)
    {
        var lines = new TrainingLines(screen, TimeProvider.System);
        using var asked = stop.Register(() => screen.Raw("Stopping after this step; a second interruption stops at once.\n"));
        try
        {
            return train(lines.Add);
        }
        finally
        {
            lines.Flush();
        }
    }
}
