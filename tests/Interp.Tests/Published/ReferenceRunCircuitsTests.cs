namespace Grokking.Interp.Tests;

/// <summary>The reference run groks as a pizza and grows its clock afterwards.</summary>
[Trait("lane", "full")]
public sealed class ReferenceRunCircuitsTests
{
    // Half a unit of the last digit given; at ties such as .93995 the single precision of the engine decides.
    private const double ThreeDigits = 0.00051;
    private const double FourDigits = 0.000051;

    [Theory]
    [InlineData(1000, .348, .260, .0012)]
    [InlineData(5000, .375, .290, .0014)]
    [InlineData(8500, .507, .467, .0015)]
    [InlineData(9500, .683, .666, .0013)]
    [InlineData(11500, 1.000, .940, .0033)]
    [InlineData(14000, 1.000, .779, .0108)]
    public void Measures_SeeTheClockGrow(int step, double accuracy, double frozen, double secondOrder)
    {
        var evaluation = ReferenceRun.Evaluation(step, ReferenceRun.KeyFrequencies);
        Assert.Equal(accuracy, Value(evaluation, "all_accuracy"), ThreeDigits);
        Assert.Equal(frozen, Value(evaluation, "attention_frozen_accuracy"), ThreeDigits);
        Assert.Equal(secondOrder, Value(evaluation, "second_order_fraction"), FourDigits);
    }

    [Fact]
    public void Measures_AtTheEnd_SeeItInThreeFrequenciesOfFive()
    {
        var view = ReferenceRun.View(14000, ReferenceRun.KeyFrequencies);
        double[] expected = [.004, .000, .000, .015, .020];
        Assert.All(ReferenceRun.KeyFrequencies.Zip(expected), pair =>
            Assert.Equal(pair.Second, Value(view, "second_order_fraction_per_frequency", pair.First), ThreeDigits));
        Assert.All(ReferenceRun.KeyFrequencies, k => Assert.True(Value(view, "phase_correlation_per_frequency", k) >= .99));
    }

    [Theory]
    [InlineData(0, NetworkVerdict.Unsolved)]
    [InlineData(5000, NetworkVerdict.Memorised)]
    [InlineData(9500, NetworkVerdict.Unsolved)]
    [InlineData(11500, NetworkVerdict.Unclear)]
    [InlineData(14000, NetworkVerdict.Hybrid)]
    public void Judge_OverTraining_FollowsIt(int step, NetworkVerdict expected)
    {
        var view = ReferenceRun.View(step, null);
        Assert.Equal(expected, CircuitRule.Judge(view.N, CircuitEvidence.Of(view)).Verdict);
    }

    private static double Value(CheckpointEvaluation evaluation, string id) => MeasureSet.Default[id].Of(evaluation).Value!.Value;

    private static double Value(CyclicView view, string id, int k) =>
        MeasureSet.Default.PerFrequency.Single(measure => measure.Id == id).Of(view, k).Value!.Value;
}
