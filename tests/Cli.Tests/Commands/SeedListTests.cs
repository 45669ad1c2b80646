namespace Grokking.Cli.Tests;

public sealed class SeedListTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0..3", new[] { 0, 1, 2, 3 })]
    [InlineData("5..5", new[] { 5 })]
    [InlineData("7,0,3", new[] { 7, 0, 3 })]
    [InlineData("0..3,10", new[] { 0, 1, 2, 3, 10 })]
    [InlineData(" 0 .. 2 , 9 ", new[] { 0, 1, 2, 9 })]
    [InlineData("2147483646..2147483647", new[] { 2147483646, 2147483647 })]
    public void Parse_TakesNumbersAndRanges(string text, int[] seeds) => Assert.Equal(seeds, SeedList.Parse(text));

    [Fact]
    public void Parse_TakesAThousand() => Assert.Equal(1000, SeedList.Parse("0..999").Count);

    [Theory]
    [InlineData(new[] { 4 }, "4")]
    [InlineData(new[] { 1, 0 }, "0, 1")]
    [InlineData(new[] { 0, 1, 2, 10, 4, 5, 3 }, "0..5, 10")]
    [InlineData(new int[0], "")]
    public void Text_IsAscendingAndShort(int[] seeds, string text) => Assert.Equal(text, SeedList.Text(seeds));

    [Theory]
    [InlineData(80, "0, 2, 4, 6, 8")]
    [InlineData(13, "0, 2, 4, 6, 8")]
    [InlineData(12, "0, 2, 4, ...")]
    [InlineData(11, "0, 2, ...")]
    public void Seeds_ThatDoNotFit_AreLeftOut(int width, string text) =>
        Assert.Equal(text, SweepText.Seeds([0, 2, 4, 6, 8], width));
}
