using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class TrainingLinesTests
{
    [Fact]
    public void Lines_ComeEachThousandStepsAndAtTheEnd()
    {
        var steps = StepsShown(secondsPerTenSteps: 0.1, lastStep: 2500);

        Assert.Equal([0, 1000, 2000, 2500], steps);
    }

    [Fact]
    public void Lines_OfFastTraining_AreTwoSecondsApart()
    {
        var steps = StepsShown(secondsPerTenSteps: 0.005, lastStep: 10_000);

        Assert.Equal([0, 4000, 8000, 10_000], steps);
    }

    [Fact]
    public void Lines_OfSlowTraining_ComeEachHalfMinute()
    {
        var steps = StepsShown(secondsPerTenSteps: 10, lastStep: 70);

        Assert.Equal([0, 30, 60, 70], steps);
    }

    [Fact]
    public void Lines_LookLikeATable()
    {
        using var text = new StringWriter();
        var lines = new TrainingLines(new Screen(text), new HandClock());

        lines.Add(new TrainingProgress(new MetricsRow(12_000, 1.2e-7, 1, 0.3321, 0.9213, 40, 1), 20_000, 85.2));

        Assert.Equal(
            "\n    step  train loss  accuracy   test loss  accuracy  steps/s  time left\n"
            + "  12,000     1.2e-07     100 %      0.3321   92.13 %     85.2  1 min 34 s\n",
            text.ToString());
    }

    private static int[] StepsShown(double secondsPerTenSteps, int lastStep)
    {
        using var text = new StringWriter();
        var clock = new HandClock();
        var lines = new TrainingLines(new Screen(text), clock);
        for (var step = 0; step <= lastStep; step += 10)
        {
            lines.Add(new TrainingProgress(new MetricsRow(step, 1, 0.5, null, null, 40, 1), lastStep, 10));
            clock.Advance(TimeSpan.FromSeconds(secondsPerTenSteps));
        }
        lines.Flush();
        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line =>
                int.Parse(
                    line[..8].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture))];
    }
}
