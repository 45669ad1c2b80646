namespace Grokking.Training;

/// <summary>Since when a run has answered 99 % of the test pairs at every logged step: when it may stop.</summary>
internal sealed class SolvedStreak(int? length)
{
    /// <summary>Test accuracy from which the pairs count as solved.</summary>
    public const double Accuracy = 0.99;

    private int? since;
    private int now;

    /// <summary>The streak of a run that goes on: as if it had never been stopped.</summary>
    /// <param name="firstStep">The first step that will be logged.</param>
    /// <param name="length">Steps for which the pairs must have been solved; null for a run that does not stop for it.</param>
    /// <param name="metrics">The path of the run's metrics.csv, which need not be there.</param>
    public static SolvedStreak Before(int firstStep, int? length, string metrics)
    {
        var streak = new SolvedStreak(length);
        if (length is not null && firstStep > 0 && File.Exists(metrics))
        {
            MetricsLog.Read(metrics, firstStep, out _).ToList().ForEach(streak.Add);
        }
        return streak;
    }

    /// <summary>Takes the next logged step.</summary>
    public void Add(MetricsRow row)
    {
        now = row.Step;
        since = row.TestAccuracy >= Accuracy ? since ?? now : null;
    }

    /// <summary>Whether the pairs have been solved for long enough.</summary>
    public bool IsLongEnough => now - since >= length;
}
