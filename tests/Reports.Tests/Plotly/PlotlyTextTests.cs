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
    public void Lines_AreEscapedAndBroken() => Assert.Equal("&lt;one<br>two&gt;", PlotlyText.Lines(["<one", "two>"]));
}
