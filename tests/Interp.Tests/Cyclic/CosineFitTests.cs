namespace Grokking.Interp.Tests;

public sealed class CosineFitTests
{
    private const double Rounding = 1e-10;

    [Theory]
    [InlineData(7)]
    [InlineData(12)]
    public void Amplitudes_OfIdealLogits_AreThoseTheyWereMadeWith(int p)
    {
        var fit = Toy.View(p, Make.IdealLogits(p, 3.5, 1, 3)).CosineFit;
        Assert.Equal(3.5, fit.Amplitudes[0], Rounding);
        Assert.Equal(0, fit.Amplitudes[1], Rounding);
        Assert.Equal(3.5, fit.Amplitudes[2], Rounding);
    }

    [Fact]
    public void Amplitudes_OfTheHighestFrequencyOfAnEvenModulus_AreThoseTheyWereMadeWith() =>
        Assert.Equal(2, Toy.View(6, Make.IdealLogits(6, 2, 3)).CosineFit.Amplitudes[2], Rounding);

    [Fact]
    public void FractionExplained_OfIdealLogitsWithABias_IsOneForAllTheirFrequenciesTogether()
    {
        var logits = Make.IdealLogits(7, 1, 1, 2);
        foreach (ref var value in logits.Span)
        {
            value += 5;
        }
        var fit = Toy.View(7, logits).CosineFit;
        Assert.Equal(1, fit.FractionExplained([1, 2]), Rounding);
        Assert.Equal(0.5, fit.FractionExplained([1]), Rounding);
        Assert.Equal(0, fit.FractionExplained([3]), Rounding);
    }

    [Fact]
    public void FractionExplained_OfRandomLogits_EqualsOneMinusTheRemainingVariance()
    {
        const int P = 7;
        var logits = Make.Random(P * P, P);
        var fit = Toy.View(P, logits).CosineFit;
        var table = fit.Table([1, 3]);
        var mean = logits.Span.ToArray().Average();
        var total = logits.Span.ToArray().Sum(value => (value - mean) * (value - mean));
        var rest = Enumerable.Range(0, P * P * P)
            .Sum(i => Math.Pow(logits.Span[i] - mean - table[((i / P / P) + (i / P % P)) % P, i % P], 2));
        Assert.Equal(1 - (rest / total), fit.FractionExplained([1, 3]), Rounding);
    }

    [Fact]
    public void Loss_OfIdealLogits_IsTheirLoss()
    {
        var view = Toy.View(7, Make.IdealLogits(7, 4, 2));
        Assert.Equal(view.Scores.All.Loss, view.CosineFit.Loss([2]), Rounding);
    }

    [Fact]
    public void FractionExplained_OfConstantLogits_IsZero() =>
        Assert.Equal(0, Toy.View(5, new Matrix(25, 5)).CosineFit.FractionExplained([1]));
}
