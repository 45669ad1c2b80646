namespace Grokking.Training;

/// <summary>Where training stands, told at each logged step.</summary>
/// <param name="Row">The row of metrics just written.</param>
/// <param name="MaxSteps">Number of updates to do in all.</param>
/// <param name="StepsPerSecond">Rate since this session began, everything included.</param>
public sealed record TrainingProgress(MetricsRow Row, int MaxSteps, double StepsPerSecond)
{
    /// <summary>Time left at this rate, or null at the start.</summary>
    public TimeSpan? Remaining =>
        StepsPerSecond > 0 ? TimeSpan.FromSeconds((MaxSteps - Row.Step) / StepsPerSecond) : null;
}
