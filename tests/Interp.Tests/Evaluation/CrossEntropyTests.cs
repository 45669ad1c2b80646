namespace Grokking.Interp.Tests;

public sealed class CrossEntropyTests
{
    // A handful of operations in double.
    private const double Relative = 1e-14;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_SmallLogits_EqualsTheDefinition(int label)
    {
        double[] logits = [0.3, -1.2, 2.5];
        var expected = Math.Log(logits.Sum(Math.Exp)) - logits[label];
        Assert.Equal(expected, CrossEntropy.Of([.. logits], label).Loss, Relative);
    }

    [Fact]
    public void Of_AConfidentRightAnswer_KeepsRelativePrecision()
    {
        var loss = CrossEntropy.Of([50, 0], 0).Loss;
        Assert.Equal(1, loss / Math.Exp(-50), Relative);
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(-1000, 0)]
    public void Of_LargeLogits_DoesNotOverflow(double first, double second)
    {
        Assert.Equal(
            Math.Max(first, second) - first + (first == second ? Math.Log(2) : 0), CrossEntropy.Of([first, second], 0).Loss,
            Relative);
    }

    [Fact]
    public void Of_EqualLogits_IsTheLogarithmOfTheirNumberAndRightForTheFirstAlone()
    {
        Assert.Equal(Math.Log(3), CrossEntropy.Of([7, 7, 7], 0).Loss, Relative);
        Assert.True(CrossEntropy.Of([7, 7, 7], 0).Correct);
        Assert.False(CrossEntropy.Of([7, 7, 7], 1).Correct);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-17)]
    [InlineData(1e-8)]
    [InlineData(0.5)]
    [InlineData(1e10)]
    public void LogOnePlus_IsPreciseAtAnySize(double x)
    {
        var expected = x < 1e-6 ? x - (x * x / 2) : Math.Log(1 + x);
        Assert.Equal(1, CrossEntropy.LogOnePlus(x) / expected, Relative);
    }
}
