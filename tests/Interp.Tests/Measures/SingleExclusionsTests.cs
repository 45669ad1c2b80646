namespace Grokking.Interp.Tests;

public sealed class SingleExclusionsTests
{
    private const double Relative = 1e-10;

    [Theory]
    [InlineData(5, 1)]
    [InlineData(8, 1)]
    [InlineData(11, 30)]
    [InlineData(11, 1000)]
    public void Losses_OfEachFrequency_EqualThePlainExcludedLoss(int p, double scale)
    {
        // A scale of 1000 carries odds beyond what a double holds.
        var logits = Make.Random(p * p, p);
        foreach (ref var value in logits.Span)
        {
            value *= scale;
        }
        var specimen = Toy.Specimen(p, logits, Toy.Split(p), []);
        var losses = specimen.ExcludedLosses;
        foreach (var k in specimen.Basis.Frequencies)
        {
            Assert.Equal(1, losses[k - 1] / SumExperiments.Excluded(specimen, [k]).Train!.Value.Loss, Relative);
        }
    }

    [Fact]
    public void Losses_OfAConfidentNetwork_KeepRelativePrecision()
    {
        var specimen = Toy.Specimen(7, Make.IdealLogits(7, 40, 1, 2), Toy.Split(7), []);
        Assert.Equal(1, specimen.ExcludedLosses[2] / specimen.Scores.Train!.Value.Loss, Relative);
        Assert.True(specimen.ExcludedLosses[2] < 1e-10);
    }

    [Fact]
    public void Losses_WithoutASplit_Throw() =>
        Assert.Throws<InvalidOperationException>(() => Toy.Specimen(5, new Matrix(25, 5)).ExcludedLosses);
}
