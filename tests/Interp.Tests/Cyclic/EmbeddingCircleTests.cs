namespace Grokking.Interp.Tests;

public sealed class EmbeddingCircleTests
{
    private const int P = 13;
    private const double Rounding = 1e-12;

    [Fact]
    public void Of_ACircle_IsPureAndRoundWithEqualRadii()
    {
        var circle = Circle(3, t => [0, Math.Sin(Angle(3, t)), Math.Cos(Angle(3, t))]);
        Assert.Equal(1, circle.Purity, Rounding);
        Assert.Equal(1, circle.Roundness, Rounding);
        Assert.All(circle.X.Zip(circle.Y, double.Hypot), radius => Assert.Equal(1, radius, Rounding));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0)]
    public void Roundness_OfAnEllipse_IsTheRatioOfItsAxes(double ratio)
    {
        var circle = Circle(2, t => [Math.Cos(Angle(2, t) + 0.3), ratio * Math.Sin(Angle(2, t) + 0.3), 0]);
        Assert.Equal(ratio, circle.Roundness, 1e-7); // a square root of rounding near 0
    }

    [Fact]
    public void Purity_WithAnotherFrequencyInThePlane_IsItsShare()
    {
        var circle = Circle(2, t => [Math.Cos(Angle(2, t)), Math.Sin(Angle(2, t)) + (0.5 * Math.Sin(Angle(5, t)))]);
        Assert.Equal(2 / 2.25, circle.Purity, Rounding);
    }

    [Fact]
    public void Purity_WithAnotherFrequencyAtRightAngles_IsOne()
    {
        var circle = Circle(2, t => [Math.Cos(Angle(2, t)), Math.Sin(Angle(2, t)), 9 * Math.Sin(Angle(5, t))]);
        Assert.Equal(1, circle.Purity, Rounding);
    }

    [Fact]
    public void Of_AnEmbeddingOfZeros_IsNeitherPureNorRound()
    {
        var circle = Circle(2, _ => [0, 0]);
        Assert.Equal((0, 0), (circle.Purity, circle.Roundness));
    }

    private static double Angle(int k, int t) => 2 * Math.PI * k * t / P;

    private static EmbeddingCircle Circle(int k, Func<int, double[]> token)
    {
        var rows = Enumerable.Range(0, P).Select(token).ToArray();
        return EmbeddingCircle.Of(new FourierBasis(P), new Matrix(P, rows[0].Length, [.. rows.SelectMany(row => row)]), k);
    }
}
