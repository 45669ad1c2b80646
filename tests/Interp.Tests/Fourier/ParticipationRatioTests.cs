namespace Grokking.Interp.Tests;

public sealed class ParticipationRatioTests
{
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData(97, 5)]
    [InlineData(97, 48)]
    [InlineData(96, 48)]
    [InlineData(7, 1)]
    public void OfColumns_ASingleFrequency_IsOne(int p, int k) =>
        Assert.Equal(1, Of(p, x => Math.Cos(2 * Math.PI * k * x / p + (2 * k == p ? 0 : 0.3))), Tolerance);

    [Theory]
    [InlineData(97)]
    [InlineData(96)]
    [InlineData(2)]
    public void OfColumns_ADelta_IsOneOverTheNumberOfFrequenciesAndTheConstant(int p) =>
        Assert.Equal(1.0 / (p / 2 + 1), Of(p, x => x == 1 ? 1 : 0), Tolerance);

    [Fact]
    public void OfColumns_AConstant_IsOne() => Assert.Equal(1, Of(11, _ => 3), Tolerance);

    [Fact]
    public void OfColumns_Zeros_IsZero() => Assert.Equal(0, Of(11, _ => 0));

    // The published value for p = 97 is 0.667.
    [Fact]
    public void OfColumns_ASquareWave_IsTwoThirds() =>
        Assert.Equal(0.667, Of(97, x => Math.Sign(Math.Cos(2 * Math.PI * x / 97))), 5e-4);

    // Of 49 terms of random powers: (2·48 + 3)/(49·50) but for the constant, whose power is spread wider.
    [Fact]
    public void OfColumns_GaussianVectors_IsTheMeanOfRandomShares() =>
        Assert.Equal(99 / 2450.0, ParticipationRatio.OfColumns(new FourierBasis(97), Make.Random(97, 4000)).Average(), 5e-4);

    [Theory]
    [InlineData(13)]
    [InlineData(10)]
    public void OfColumns_RandomFunctions_IsWhatTheTransformGives(int p)
    {
        var functions = Make.Random(p, 3);

        var found = ParticipationRatio.OfColumns(new FourierBasis(p), functions);

        Assert.All(Enumerable.Range(0, 3), column => Assert.Equal(Plain(p, x => functions[x, column]), found[column], Tolerance));
    }

    private static double Of(int p, Func<int, double> function) =>
        ParticipationRatio.OfColumns(new FourierBasis(p), new Matrix(p, 1, [.. Enumerable.Range(0, p).Select(function)]))[0];

    // The definition: one side of the discrete Fourier transform.
    private static double Plain(int p, Func<int, double> function)
    {
        var powers = Enumerable.Range(0, p / 2 + 1).Select(j => Enumerable.Range(0, p)
            .Select(x => function(x) * System.Numerics.Complex.Exp(new System.Numerics.Complex(0, -2 * Math.PI * j * x / p)))
            .Aggregate((sum, term) => sum + term)).Select(term => term.Magnitude * term.Magnitude).ToList();
        return powers.Sum(power => power * power) / Math.Pow(powers.Sum(), 2);
    }
}
