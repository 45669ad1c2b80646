namespace Grokking.Interp.Tests;

public sealed class LogitSpectrumTests
{
    private const int P = 7;
    private const double Rounding = 1e-10;

    [Fact]
    public void Norms_KeepTheEnergyOfTheLogits()
    {
        var logits = Make.Random(P * P, P);
        var norms = LogitSpectrum.Of(Toy.View(P, logits)).Norms;
        Assert.Equal(logits.Span.ToArray().Sum(x => x * x), norms.Span.ToArray().Sum(x => x * x), Rounding);
    }

    [Fact]
    public void Largest_OfIdealLogits_AreTheFourProductsOfTheirFrequency()
    {
        var components = LogitSpectrum.Of(Toy.View(P, Make.IdealLogits(P, 2, 3))).Largest(4);
        Assert.Equal(
            [(5, 5), (5, 6), (6, 5), (6, 6)], components.Select(component => (component.First, component.Second)).Order());
        Assert.All(components, component => Assert.Equal(0.25, component.Share, Rounding));
    }

    [Fact]
    public void Largest_OfConstantLogits_HaveNoShare() =>
        Assert.All(LogitSpectrum.Of(Toy.View(P, new Matrix(P * P, P))).Largest(2), component => Assert.Equal(0, component.Share));
}
