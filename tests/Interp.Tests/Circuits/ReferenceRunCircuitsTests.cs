namespace Grokking.Interp.Tests;

/// <summary>The reference run groks as a pizza and grows its clock afterwards.</summary>
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
        var specimen = ReferenceRun.Specimen(step, ReferenceRun.KeyFrequencies);
        Assert.Equal(accuracy, Value(specimen, "all_accuracy"), ThreeDigits);
        Assert.Equal(frozen, Value(specimen, "attention_frozen_accuracy"), ThreeDigits);
        Assert.Equal(secondOrder, Value(specimen, "second_order_fraction"), FourDigits);
    }

    [Fact]
    public void Measures_AtTheEnd_SeeItInThreeFrequenciesOfFive()
    {
        var specimen = ReferenceRun.Specimen(14000, ReferenceRun.KeyFrequencies);
        double[] expected = [.004, .000, .000, .015, .020];
        Assert.All(ReferenceRun.KeyFrequencies.Zip(expected), pair =>
            Assert.Equal(pair.Second, Value(specimen, "second_order_fraction_per_frequency", pair.First), ThreeDigits));
        Assert.All(ReferenceRun.KeyFrequencies, k => Assert.True(Value(specimen, "phase_correlation_per_frequency", k) >= .99));
    }

    [Theory]
    [InlineData(0, NetworkVerdict.Unsolved)]
    [InlineData(5000, NetworkVerdict.Memorised)]
    [InlineData(9500, NetworkVerdict.Unsolved)]
    [InlineData(11500, NetworkVerdict.Unclear)]
    [InlineData(14000, NetworkVerdict.Hybrid)]
    public void Judge_OverTraining_FollowsIt(int step, NetworkVerdict expected)
    {
        var specimen = ReferenceRun.Specimen(step, null);
        Assert.Equal(expected, CircuitRule.Judge(specimen.P, CircuitEvidence.Of(specimen)).Verdict);
    }

    private static double Value(Specimen specimen, string id) => MeasureCatalogue.Find(id).Of(specimen).Value!.Value;

    private static double Value(Specimen specimen, string id, int k) =>
        MeasureCatalogue.PerFrequency.Single(measure => measure.Id == id).Of(specimen, k).Value!.Value;
}
