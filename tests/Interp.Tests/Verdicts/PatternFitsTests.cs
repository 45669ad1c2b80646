namespace Grokking.Interp.Tests;

public sealed class PatternFitsTests
{
    private const int P = 59;
    private const double Rounding = 1e-9;

    // The mean of |cos| over 59 points is not quite that over the circle.
    private const double OfSums = 1e-3;

    // The phase is searched in steps of half a degree.
    private const double OfPhases = 1e-4;

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(29)]
    public void Of_TheClockPattern_FitsItExactly(int k)
    {
        var fits = Fits(k, (_, e) => Math.Cos(Angle(k, e)));
        Assert.Equal(1, fits.Clock, Rounding);
        Assert.Equal(0, fits.PizzaWeight!.Value, OfSums);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(29)]
    public void Of_ThePizzaPatterns_FitsThemExactly(int k)
    {
        Assert.Equal(1, Fits(k, (d, e) => Blind(k, d, 0) * Math.Cos(Angle(k, e))).SmoothPizza, Rounding);
        Assert.Equal(
            1, Fits(
                k, (d, e) => Blind(k, d, 0) * (Math.Abs(Math.Cos(Angle(k, e) / 2)) - Math.Abs(Math.Sin(Angle(k, e) / 2)))).Pizza,
                    Rounding);
    }

    [Fact]
    public void Of_TheSmoothPizza_LeadsTheClockByTwiceTheLeadThatTheRuleAsks()
    {
        var fits = Fits(4, (d, e) => Blind(4, d, 0) * Math.Cos(Angle(4, e)));
        Assert.Equal(Math.Sqrt(8) / Math.PI, fits.Clock, OfSums);
        Assert.Equal(1, fits.PizzaWeight!.Value, OfSums);
        Assert.Equal(2 * FrequencyRule.Lead, PatternFits.Fve(fits.SmoothPizza) - PatternFits.Fve(fits.Clock), OfSums);
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(25, 17)]
    [InlineData(29, 15)]
    public void Of_TheAccompanyingPattern_FitsItAtHalfTheFrequency(int k, int half)
    {
        Assert.Equal(half, PatternFits.Half(P, k));
        var fits = Fits(k, (d, e) => -Math.Cos(Angle(half, d)) * Math.Cos(Angle(half, e)));
        Assert.Equal(1, fits.Accompanying!.Value, Rounding);
        Assert.Equal(0, fits.Clock, Rounding);
        Assert.Null(fits.PizzaWeight);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void Own_OfAClockThatAlsoAccompanies_IsThatOfTheClock(double beside)
    {
        const int K = 10;
        var fits = Fits(K, (d, e) => Math.Cos(Angle(K, e)) - (beside * Math.Cos(Angle(5, d)) * Math.Cos(Angle(5, e))));
        Assert.Equal(beside * beside / (2 + (beside * beside)), fits.AccompanyingShare, Rounding);
        Assert.Equal(1, fits.Own(fits.Clock), Rounding);
        Assert.Equal(LogitPattern.ClockLike, FrequencyRule.Pattern(fits));
    }

    [Fact]
    public void Half_OfAnOddFrequencyOfAnEvenModulus_IsNone() => Assert.Null(PatternFits.Half(8, 3));

    [Fact]
    public void Of_ATurnedPizza_FitsWhenItMayBeTurned()
    {
        var turned = Make.Pairs(P, P, (a, b, c) => Blind(7, a - b, 0.8) * Math.Cos(Angle(7, c - a - b)));
        var table = DifferenceErrorTable.Of(P, turned);
        var free = PatternFits.Of(table, 7, freePhase: true)!;
        Assert.Equal(1, free.SmoothPizza, OfPhases);
        Assert.Equal(0.8, free.PizzaPhase, Math.PI / 360);
        Assert.True(PatternFits.Of(table, 7, freePhase: false)!.SmoothPizza < 0.9);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5, 0)]
    [InlineData(0, -1)]
    [InlineData(-1, -3)]
    public void Fve_IsTwiceTheCorrelationLessOne(double correlation, double expected) =>
        Assert.Equal(expected, PatternFits.Fve(correlation));

    private static PatternFits Fits(int k, Func<int, int, double> pattern) =>
        PatternFits.Of(
            DifferenceErrorTable.Of(P, Make.Pairs(P, P, (a, b, c) => 5 * pattern(a - b, c - a - b))), k, freePhase: false)!;

    private static double Angle(int k, int x) => 2 * Math.PI * k * x / P;

    private static double Blind(int k, int d, double phase) => Math.Abs(Math.Cos((Math.PI * k * d / P) + phase));
}
