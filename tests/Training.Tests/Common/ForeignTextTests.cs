namespace Grokking.Training.Tests;

public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("blocks.0.attn.W_Q", "blocks.0.attn.W_Q")]
    [InlineData("größer 名前 😀", "größer 名前 😀")]
    [InlineData("a\u001b[2Jb\n\tc\u0085", "a\uFFFD[2Jb\uFFFD\uFFFDc\uFFFD")]
    [InlineData("w\u202Ednoces\u202C", "w\uFFFDdnoces\uFFFD")]
    [InlineData("\u200B\u200E\u2066\u2069\u00AD\uFEFF\u2028\u2029", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("\U000E0041", "\uFFFD")]
    public void Printable_KeepsLettersAndHidesWhatActs(string text, string expected) =>
        Assert.Equal(expected, ForeignText.Printable(text));

    // In attributes, halves of pairs do not survive.
    [Fact]
    public void Printable_OfHalvesOfSurrogatePairs_HidesThem() =>
        Assert.Equal("a\uFFFDb\uFFFD", ForeignText.Printable("a\uD800b\uDC00"));

    [Fact]
    public void Show_OfALongText_CutsIt()
    {
        Assert.Equal(new string('a', 100), ForeignText.Show(new string('a', 100)));
        Assert.Equal(new string('a', 100) + "…", ForeignText.Show(new string('a', 101)));
    }
}
