namespace Grokking.Interp.Tests;

public sealed class GiniTests
{
    private const double Rounding = 1e-14;

    [Fact]
    public void Of_EqualValues_IsZero() => Assert.Equal(0, Gini.Of([2, 2, 2, 2, 2]), Rounding);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(113)]
    public void Of_OneValueOfMany_IsOneMinusItsShareOfTheCount(int n) =>
        Assert.Equal(1 - (1.0 / n), Gini.Of([5, .. new double[n - 1]]), Rounding);

    [Fact]
    public void Of_ScaledAndReorderedValues_IsTheSame() =>
        Assert.Equal(Gini.Of([1, 2, 4, 9]), Gini.Of([90, 10, 40, 20]), Rounding);

    [Fact]
    public void Of_AllZero_IsZero() => Assert.Equal(0, Gini.Of([0, 0]));

    [Fact]
    public void Of_NoValueOrANegativeOne_Throws()
    {
        Assert.Throws<ArgumentException>(() => Gini.Of([]));
        Assert.Throws<ArgumentException>(() => Gini.Of([1, -1]));
    }
}
