namespace Grokking.Reports.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.0, "0")]
    [InlineData(0.00123456, "0.00123")]
    [InlineData(998.4, "998")]
    [InlineData(999.6, "1,000")]
    [InlineData(-5574.2, "-5,574")]
    [InlineData(99999.4, "99,999")]
    [InlineData(123456.0, "1.23e5")]
    [InlineData(1.23e-7, "1.23e-7")]
    public void Number_HasThreeDigitsOrIsWhole(double? value, string expected) => Assert.Equal(expected, Text.Number(value));
}
