namespace Grokking.Cli.Tests;

public sealed class ApiPagesTests
{
    [Fact]
    public void Pages_SayWhatTheLibrarySays()
    {
        foreach (var (file, text) in ApiPages.All())
        {
            MadePage.Write(file, text);
            MadePage.IsCurrent(file, text);
        }
    }

    [Fact]
    public void Pages_HaveWordsForEveryMember() => Assert.All(ApiPages.All(), page =>
    {
        var lines = page.Value.Split('\n');
        var bare = lines.Index().Where(line => (line.Item.StartsWith("- `", StringComparison.Ordinal)
            && !line.Item.StartsWith("- `new ", StringComparison.Ordinal) && lines[line.Index + 1].Trim().Length == 0)
            || (line.Item.StartsWith("### ", StringComparison.Ordinal) && lines[line.Index + 2].Trim().Length == 0))
                .Select(line => line.Item);
        Assert.Empty(bare);
    });

    [Theory]
    [InlineData("docs/api/training.md", "- `Run(Examples examples, params IReadOnlyList<Hook> hooks) : Tensor`  \n  Logits at "
        + "the last position")]
    [InlineData("docs/api/interp.md", "## Fourier transforms\n\n### FourierBasis\n")]
    [InlineData("docs/api/reports.md", "- `SavePng(this Figure figure, string path, PictureOptions? options = null) : void`  \n "
        + " Writes a figure as pixels")]
    public void Page_HasAMember_WithItsSignatureAndItsWords(string file, string lines) =>
        Assert.Contains(lines, ApiPages.All()[file], StringComparison.Ordinal);
}
