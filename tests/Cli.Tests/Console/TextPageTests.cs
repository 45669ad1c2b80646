namespace Grokking.Cli.Tests;

public sealed class TextPageTests
{
    [Fact]
    public void Pairs_AlignsValuesAndHangsWhatDoesNotFit() => Assert.Equal(
        "  a     one\n  long  two three four five\n        six\n",
        new TextPage(28).Pairs(("a", "one"), ("long", "two three four five six")).ToString());

    [Fact]
    public void Table_AlignsNumbersToTheRight() => Assert.Equal(
        "  name   count\n  a          1\n  bcdef     20\n",
        new TextPage().Table(["name", ">count"], [["a", "1"], ["bcdef", "20"]]).ToString());

    [Fact]
    public void Paragraph_KeepsALongWordWhole() => Assert.Equal(
        "see\n/a/very/long/path/to/a/file\nnow\n",
        new TextPage(10).Paragraph("see /a/very/long/path/to/a/file now").ToString());

    [Fact]
    public void Line_ReplacesControlCharacters() => Assert.Equal("a\uFFFD[2Jb\n", new TextPage().Line("a\u001b[2Jb").ToString());
}
