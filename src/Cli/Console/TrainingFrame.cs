using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The lines that a terminal shows while a run trains.</summary>
internal static class TrainingFrame
{
    private const int MostBarCells = 40;

    /// <summary>Where training stands.</summary>
    /// <param name="progress">The last logged step.</param>
    /// <param name="stopping">Whether it has been asked to stop.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(TrainingProgress progress, bool stopping, int width)
    {
        var row = progress.Row;
        var share = progress.MaxSteps == 0 ? 1 : (double)row.Step / progress.MaxSteps;
        return new TextPage(width)
            .Line()
            .Line($"  {Bar.Of(share, Math.Clamp(width - 40, 10, MostBarCells))} {Math.Floor(share * 100),3} %  "
                + $"step {NumberText.Count(row.Step)} of {NumberText.Count(progress.MaxSteps)}")
            .Line($"  train  loss {NumberText.Measure(row.TrainLoss),-8}  accuracy {NumberText.Percent(row.TrainAccuracy)}")
            .Line($"  test   loss {NumberText.Measure(row.TestLoss),-8}  accuracy {NumberText.Percent(row.TestAccuracy)}")
            .Line($"  {Pace(progress)}")
            .Line(stopping
                ? "  Stopping after this step; Ctrl-C again stops at once."
                : "  Ctrl-C stops; the run can be resumed.", TextStyle.Quiet);
    }

    private static string Pace(TrainingProgress progress) => progress.Remaining is { } remaining
        ? $"{NumberText.Rate(progress.StepsPerSecond)} steps/s, {NumberText.Duration(remaining)} left"
        : "";
}
