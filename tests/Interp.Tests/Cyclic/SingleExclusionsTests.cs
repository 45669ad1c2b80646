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
        var view = Toy.View(p, logits, Toy.Split(p), []);
        var losses = view.RestrictedExcluded.ExcludedLosses;
        foreach (var k in view.Basis.Frequencies)
        {
            Assert.Equal(1, losses[k - 1] / view.RestrictedExcluded.Remove([k]).Train!.Value.Loss, Relative);
        }
    }

    [Fact]
    public void Losses_OfAConfidentNetwork_KeepRelativePrecision()
    {
        var view = Toy.View(7, Make.IdealLogits(7, 40, 1, 2), Toy.Split(7), []);
        Assert.Equal(1, view.RestrictedExcluded.ExcludedLosses[2] / view.Scores.Train!.Value.Loss, Relative);
        Assert.True(view.RestrictedExcluded.ExcludedLosses[2] < 1e-10);
    }

    [Fact]
    public void Losses_WithoutASplit_Throw() =>
        Assert.Throws<InvalidOperationException>(() => Toy.View(5, new Matrix(25, 5)).RestrictedExcluded.ExcludedLosses);
}
