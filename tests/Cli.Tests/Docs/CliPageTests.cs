namespace Grokking.Cli.Tests;

public sealed class CliPageTests
{
    /// <summary>Set by scripts/docs: the page is written instead of compared.</summary>
    private const string WriteVariable = "GROKKING_WRITE_DOCS";

    [Fact]
    public void Page_SaysWhatTheCommandsSay()
    {
        var path = DocsPages.FullPath(CliPage.File);
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            File.WriteAllText(path, CliPage.Text());
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == CliPage.Text(),
            $"{CliPage.File} is not what the commands say of themselves: run scripts/docs, which writes it, and commit it.");
    }
}
