using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A sweep as lines, for pipes and logs: one for each run that ends, and now and then one of all.</summary>
internal sealed class SweepLines(Screen screen, SweepCount count, TimeProvider clock)
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(30);
    private readonly Throttle throttle = new(Gap, clock);
    private bool started;

    /// <summary>A run has begun or logged a step.</summary>
    public void Step()
    {
        Begin();
        if (throttle.IsDue())
        {
            screen.Raw($"  {NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} ended, {count.Running.Count()} running, "
                + $"{NumberText.Count(count.HaveGrokked.Count())} grokked; {SweepText.Pace(count)}\n");
        }
    }

    /// <summary>A run has ended.</summary>
    public void End(SweepResult result)
    {
        Begin();
        screen.Raw($"  seed {result.Run.Config.Model.Seed}: {SweepText.Status(result)}, test accuracy {NumberText.Percent(result.Summary?.Final?.TestAccuracy)}; "
            + $"{NumberText.Count(count.Ended)} of {NumberText.Count(count.Total)} ended\n");
    }

    private void Begin()
    {
        if (!started)
        {
            started = true;
            _ = throttle.IsDue();
            screen.Raw("\n");
        }
    }
}
