using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows how a sweep goes: lines redrawn on a terminal, a line now and then in a pipe.</summary>
internal sealed class SweepDisplay : ISweepObserver
{
    private readonly SweepCount count;
    private readonly Action step;
    private readonly Action<SweepResult> end;

    private SweepDisplay(SweepCount count, Action step, Action<SweepResult> end) => (this.count, this.step, this.end) = (count, step, end);

    /// <summary>Trains and shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="count">Keeps count of the runs.</param>
    /// <param name="train">Trains, telling the observer that it is given.</param>
    /// <param name="stop">Cancelled when training has been asked to stop.</param>
    public static T Run<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop) =>
        screen.IsTerminal ? RunLive(screen, count, train, stop) : RunPlain(screen, count, train, stop);

    /// <inheritdoc/>
    public void OnBegin(int index)
    {
        count.OnBegin(index);
        step();
    }

    /// <inheritdoc/>
    public void OnStep(int index, TrainingProgress progress)
    {
        count.OnStep(index, progress);
        step();
    }

    /// <inheritdoc/>
    public void OnEnd(int index, SweepResult result)
    {
        count.OnEnd(index, result);
        end(result);
    }

    private static T RunLive<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop) =>
        screen.Redraw(show =>
        {
            var throttle = new Throttle(TimeSpan.FromSeconds(0.1), TimeProvider.System);
            return train(new SweepDisplay(count, Step, _ => Step()));

            void Step()
            {
                if (throttle.IsDue())
                {
                    show(SweepFrame.Of(count, stop.IsCancellationRequested, screen.Width));
                }
            }
        });

    private static T RunPlain<T>(Screen screen, SweepCount count, Func<ISweepObserver, T> train, CancellationToken stop)
    {
        var lines = new SweepLines(screen, count, TimeProvider.System);
        using var asked = stop.Register(() => screen.Raw("Stopping each run after its step; a second interruption stops at once.\n"));
        return train(new SweepDisplay(count, lines.Step, lines.End));
    }
}
