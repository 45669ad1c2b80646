namespace Grokking.Cli.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0")]
    [InlineData(1.23e-7, "1.2e-07")]
    [InlineData(0.0123, "0.0123")]
    [InlineData(2.2314, "2.231")]
    [InlineData(12.341, "12.34")]
    [InlineData(185.61, "185.6")]
    [InlineData(4321.5, "4322")]
    [InlineData(1e12, "1.0e12")]
    public void Measure_HasAboutFourDigits(double? value, string expected) => Assert.Equal(expected, NumberText.Measure(value));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(1.0, "100 %")]
    [InlineData(0.999999, "99.99 %")]
    [InlineData(0.0, "0.00 %")]
    public void Percent_IsRoundedDown_SoThatOnlyAllIsAHundred(double? share, string expected) =>
        Assert.Equal(expected, NumberText.Percent(share));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(48.2, "48 s")]
    [InlineData(59.7, "1 min 00 s")]
    [InlineData(235, "3 min 55 s")]
    [InlineData(3599.9, "1 h 00 min")]
    [InlineData(3900, "1 h 05 min")]
    public void Duration_ReadsAsPeopleSayIt(double seconds, string expected) =>
        Assert.Equal(expected, NumberText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "1 step")]
    [InlineData(20_000, "20,000 steps")]
    public void Count_HasItsNoun(int count, string expected) => Assert.Equal(expected, NumberText.Count(count, "step"));

    [Theory]
    [InlineData(312, "312 bytes")]
    [InlineData(907_321, "907 kB")]
    [InlineData(1_234_567, "1.2 MB")]
    public void Bytes_HasAUnit(long bytes, string expected) => Assert.Equal(expected, NumberText.Bytes(bytes));
}
