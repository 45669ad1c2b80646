namespace Grokking.Cli.Tests;

public sealed class CliPageTests
{
    [Fact]
    public void Page_SaysWhatTheCommandsSay()
    {
        MadePage.Write(CliPage.File, CliPage.Text());
        MadePage.IsCurrent(CliPage.File, CliPage.Text());
    }
}
