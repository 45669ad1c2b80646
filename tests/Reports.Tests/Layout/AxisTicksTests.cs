namespace Grokking.Reports.Tests;

public class AxisTicksTests
{
    [Theory]
    [InlineData(0, 7000, 8, "0 1,000 2,000 3,000 4,000 5,000 6,000 7,000")]
    [InlineData(0, 1.02, 6, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-0.5, 52.5, 6, "0 10 20 30 40 50")]
    [InlineData(-3, 3, 4, "−2 0 2")]
    [InlineData(0, 2.5e7, 5, "0 5·10⁶ 10⁷ 1.5·10⁷ 2·10⁷ 2.5·10⁷")]
    [InlineData(0, 3e-6, 3, "0 10⁻⁶ 2·10⁻⁶ 3·10⁻⁶")]
    public void Linear_IsRoundNumbersBothEndsIncluded(double minimum, double maximum, int most, string expected) =>
        Assert.Equal(expected, Labels(Axis.Linear("x"), minimum, maximum, most));

    [Theory]
    [InlineData(1e-7, 20, 12, "10⁻⁷ 10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 1 10¹")]
    [InlineData(1e-7, 20, 5, "10⁻⁶ 10⁻⁴ 10⁻² 1")]
    [InlineData(0.6, 9, 6, "1 2 5")]
    [InlineData(3.1, 3.9, 4, "3.2 3.4 3.6 3.8")]
    public void Log_IsDecadesOrWhatFitsInOne(double minimum, double maximum, int most, string expected) =>
        Assert.Equal(expected, Labels(Axis.Log("y"), minimum, maximum, most));

    [Fact]
    public void Log_MarksTheNumbersBetweenDecadesWithoutALabel()
    {
        var ticks = AxisTicks.Of(Axis.Log("y"), new NumberRange(1, 100), [], 8);

        Assert.Equal(19, ticks.Count);
        Assert.Equal(Math.Log10(20), ticks.First(tick => !tick.IsMajor && tick.Position > 1).Position, 12);
    }

    [Fact]
    public void Names_StandAtWholeNumbers() =>
        Assert.Equal(
            [(0.0, "a"), (1.0, "b")],
            AxisTicks.Of(Axis.Category("x"), new NumberRange(-0.5, 1.5), ["a", "b"], 3)
                .Select(tick => (tick.Position, tick.Label)));

    [Fact]
    public void EveryLetter_IsInTheFont() =>
        Assert.True(PictureFont.Regular.ContainsGlyphs("αβγδθκλμνξπρσφψωΔΣ−·×≤≥≈√∞→₀₁₂ₖ⁰¹²³⁴⁵⁶⁷⁸⁹⁻–“”…"));

    private static string Labels(Axis axis, double minimum, double maximum, int most) => string.Join(
        ' ', AxisTicks.Of(axis, new NumberRange(minimum, maximum), [], most).Where(tick => tick.IsMajor)
            .Select(tick => tick.Label));
}
