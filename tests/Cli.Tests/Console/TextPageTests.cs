namespace Grokking.Cli.Tests;

public sealed class TextPageTests
{
    [Fact]
    public void Paragraph_KeepsANumberAndItsPerCentTogether() =>
        Assert.Equal("answers\n100 %\nk = 5 as\nwell\n", new TextPage(8).Paragraph("answers 100 % k = 5 as well").ToString());

    [Fact]
    public void APlace_IsALinkOnATerminalAndTextInAPipe()
    {
        var (terminal, pipe) = (new StringWriter(), new StringWriter());

        new Screen(terminal, isTerminal: true).Write(PlacesText.Add(new TextPage(), "report", "/there/a b.html"));
        new Screen(pipe).Write(PlacesText.Add(new TextPage(), "report", "/there/a b.html"));

        Assert.Contains(
            "\u001b]8;;file:///there/a%20b.html\u001b\\/there/a b.html\u001b]8;;\u001b\\", terminal.ToString(),
            StringComparison.Ordinal);
        Assert.Equal("  report       /there/a b.html" + Environment.NewLine, pipe.ToString());
    }

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
