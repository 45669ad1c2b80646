namespace Grokking.Reports.Tests;

public class PlotlyTextTests
{
    [Theory]
    [InlineData("a < b > c & d", "a &lt; b &gt; c &amp; d")]
    [InlineData("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;")]
    [InlineData("%{x} 100 %", "&#37;{x} 100 %")]
    public void Escape_LeavesNeitherTagNorTemplate(string text, string expected) =>
        Assert.Equal(expected, PlotlyText.Escape(text));

    [Fact]
    public void Wrap_BreaksBetweenWordsOnly() => Assert.Equal("one two<br>three", PlotlyText.Wrap("one two three", 60, 13));

    [Fact]
    public void Wrap_KeepsAWordThatIsTooLong() => Assert.Equal("a<br>restricted<br>b", PlotlyText.Wrap("a restricted b", 20, 13));

    [Fact]
    public void Wrap_EscapesAfterItHasBroken() => Assert.Equal("&lt;one<br>two&gt;", PlotlyText.Wrap("<one two>", 30, 13));

    [Fact]
    public void Width_GrowsWithTheTextAndItsSize()
    {
        Assert.True(PlotlyText.Width("memorization", 12) > PlotlyText.Width("memory", 12));
        Assert.Equal(2 * PlotlyText.Width("loss", 12), PlotlyText.Width("loss", 24), 1e-9);
    }
}
