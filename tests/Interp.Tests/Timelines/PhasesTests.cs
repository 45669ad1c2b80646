namespace Grokking.Interp.Tests;

public sealed class PhasesTests
{
    [Fact]
    public void Find_ARunThatGroks_FindsThreePhasesEndToEnd()
    {
        var phases = Phases.Find(Grokking());
        Assert.Equal(LearningOutcome.Grokked, phases.Outcome);
        Assert.Equal((0, 1000), (phases.Memorisation!.From, phases.Memorisation.To));
        Assert.Equal((1000, 5000), (phases.CircuitFormation!.From, phases.CircuitFormation.To));
        Assert.Equal(5000, phases.Cleanup!.From);
        Assert.True(phases.Cleanup.Finished);
        // The weights fall like a bell of width 500 around step 5500: at 1/16 of its height 2.35 widths past it, and the median
        // over five intervals looks 50 steps ahead.
        Assert.InRange(phases.Cleanup.To, 6500, 6800);
    }

    [Fact]
    public void Find_WithASpikeOfTheWeights_EndsCleanupAtTheSameStep()
    {
        var spiked = Grokking(weights: step => Weights(step) + (step is 5700 or 6000 ? 80 : 0));
        Assert.InRange(Phases.Find(spiked).Cleanup!.To, 6300, 6900);
    }

    [Fact]
    public void Find_ARunThatStopsDuringCleanup_LeavesItUnfinished()
    {
        var cleanup = Phases.Find(Grokking(last: 5600)).Cleanup!;
        Assert.Equal(5600, cleanup.To);
        Assert.False(cleanup.Finished);
    }

    [Fact]
    public void Find_ARunWhoseWeightsOnlyGrow_HasNoCleanup() => Assert.Null(Phases.Find(Grokking(weights: step => step)).Cleanup);

    [Fact]
    public void Find_ARunThatNeverGroks_HasMemorisedOnly()
    {
        var phases = Phases.Find(Grokking(last: 4000));
        Assert.Equal(LearningOutcome.MemorisedOnly, phases.Outcome);
        Assert.Equal(1000, phases.Memorisation!.To);
        Assert.Null(phases.CircuitFormation);
        Assert.Null(phases.Cleanup);
    }

    [Fact]
    public void Find_ARunThatGeneralisesAtOnce_HasNoPhases()
    {
        var phases = Phases.Find(Table(["train_accuracy", "test_accuracy"], (0, [0, 0]), (100, [0.995, 0.7]), (200, [1, 1])));
        Assert.Equal(LearningOutcome.GeneralisedAtOnce, phases.Outcome);
        Assert.Null(phases.Memorisation);
    }

    [Fact]
    public void Find_ARunThatNeverLearns_HasNoPhases()
    {
        var phases = Phases.Find(Table(["train_accuracy", "test_accuracy"], (0, [0, 0]), (100, [0.5, 0.4])));
        Assert.Equal(LearningOutcome.NotLearned, phases.Outcome);
        Assert.Null(phases.Memorisation);
    }

    [Theory]
    [InlineData("train_loss")]
    [InlineData("train_accuracy")]
    public void Find_WithoutTestAccuracy_CannotTell(string column) =>
        Assert.Equal(LearningOutcome.Unknown, Phases.Find(Table([column], (0, [1]))).Outcome);

    [Fact]
    public void Find_AnEmptyTimeline_CannotTell() =>
        Assert.Equal(LearningOutcome.Unknown, Phases.Find(Table(["train_accuracy"])).Outcome);

    [Fact]
    public void Find_WithoutExcludedLoss_TakesTheMaximumOfTheTestLoss()
    {
        var phases = Phases.Find(Table(["train_accuracy", "test_accuracy", "test_loss_answers"],
            (0, [0, 0, 5]), (100, [1, 0.1, 20]), (200, [1, 0.1, 22]), (300, [1, 0.2, 21]), (400, [1, 0.9, 30])));
        Assert.Equal(200, phases.Memorisation!.To);
        Assert.Contains("maximum of the test loss", phases.Memorisation.Rule, StringComparison.Ordinal);
        Assert.Null(phases.Cleanup);
    }

    private static double Weights(int step)
    {
        // 1000 falling by 500 in the shape of a normal distribution's integral, centre 5500, width 500.
        var z = (step - 5500) / 500.0;
        return 1000 - (500 / (1 + Math.Exp(-1.702 * z)));
    }

    private static Timeline Grokking(int last = 12_000, Func<int, double>? weights = null)
    {
        var rows = Enumerable.Range(0, (last / 100) + 1).Select(i => 100 * i).Select(step => (step, new double?[]
        {
            step >= 200 ? 1 : 0.1,
            step >= 5000 ? 0.6 : 0.1,
            Math.Abs(step - 1000) + 1,
            (weights ?? Weights)(step),
        }));
        return Table(["train_accuracy", "test_accuracy", "excluded_loss", "sum_squared_weights"], [.. rows]);
    }

    private static Timeline Table(string[] columns, params (int Step, double?[] Values)[] rows) =>
        new(columns, rows.Select(row => new TimelineRow(row.Step, row.Values)));
}
