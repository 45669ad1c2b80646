using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Training as lines of a table, for pipes and logs: the first step, then one each 1,000 steps, the last step.</summary>
internal sealed class TrainingLines(Screen screen, TimeProvider clock)
{
    private const int StepsPerLine = 1000;
    private const string Header = "    step  train loss  accuracy   test loss  accuracy  steps/s  time left";
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(30);
    private TrainingProgress? waiting;
    private int lastStep;
    private long lastTime;
    private bool started;

    /// <summary>Takes a logged step and writes a line when one is due.</summary>
    public void Add(TrainingProgress progress)
    {
        if (!started)
        {
            started = true;
            screen.Raw($"\n{Header}\n");
            Write(progress);
            return;
        }
        waiting = progress;
        var since = clock.GetElapsedTime(lastTime);
        if (since >= LongestGap || (since >= ShortestGap && progress.Row.Step - lastStep >= StepsPerLine))
        {
            Flush();
        }
    }

    /// <summary>Writes the last step, unless it has been.</summary>
    public void Flush()
    {
        if (waiting is { } progress)
        {
            Write(progress);
        }
    }

    private void Write(TrainingProgress progress)
    {
        var row = progress.Row;
        var remaining = row.Step < progress.MaxSteps ? progress.Remaining : null;
        var pace = progress.StepsPerSecond > 0 ? NumberText.Rate(progress.StepsPerSecond) : "-";
        screen.Raw($"{NumberText.Count(row.Step),8}  {NumberText.Measure(row.TrainLoss),10}  {NumberText.Percent(row.TrainAccuracy),8}"
            + $"  {NumberText.Measure(row.TestLoss),10}  {NumberText.Percent(row.TestAccuracy),8}  {pace,7}  {NumberText.Duration(remaining),9}\n");
        waiting = null;
        lastStep = row.Step;
        lastTime = clock.GetTimestamp();
    }
}
