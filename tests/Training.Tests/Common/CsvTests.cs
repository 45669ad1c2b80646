using System.Globalization;

namespace Grokking.Training.Tests;

public sealed class CsvTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData(true, "true")]
    [InlineData(7, "7")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(RunStatus.NonFinite, "non_finite")]
    [InlineData("plain", "plain")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Line_OfOneCell_IsItsText(object? value, string text) => Assert.Equal(text, Csv.Line([value]));

    [Fact]
    public void Line_UnderAnotherCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture =
                new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" } };

            Assert.Equal("-0.5,-3", Csv.Line([-0.5, -3]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
