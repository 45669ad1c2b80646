namespace Grokking.Reports.Tests;

public class BrowserTests
{
    [Fact]
    public void Find_TakesWhatTheVariableNames() =>
        Assert.Equal("/my/browser",
            Find(new() { ["GROKKING_BROWSER"] = "/my/browser", ["PATH"] = "/usr/bin" }, "/my/browser", "/usr/bin/chromium"));

    [Fact]
    public void Find_RefusesAVariableThatNamesNoFile()
    {
        var problem = Assert.Throws<BrowserNotFoundException>(
            () => Find(new() { ["GROKKING_BROWSER"] = "/my/browser" }, "/usr/bin/chromium"));
        Assert.Contains("GROKKING_BROWSER is '/my/browser'", problem.Message);
    }

    [Fact]
    public void Find_PrefersChromiumWhereverItIsOnThePath() =>
        Assert.Equal("/b/chromium", Find(new() { ["PATH"] = "/a:/b" }, "/a/google-chrome", "/b/chromium"));

    [Fact]
    public void Find_LooksInTheUsualPlaces() =>
        Assert.Equal("/snap/bin/chromium", Find(new() { ["PATH"] = "/a" }, "/snap/bin/chromium"));

    [Fact]
    public void Find_WithoutABrowserSaysWhatToInstall()
    {
        var problem = Assert.Throws<BrowserNotFoundException>(() => Find(new() { ["PATH"] = "/usr/bin" }));
        Assert.Contains("apt-get install chromium", problem.Message);
        Assert.Contains("GROKKING_BROWSER", problem.Message);
    }

    private static string Find(Dictionary<string, string> variables, params string[] files) =>
        Browser.Find(variables.GetValueOrDefault, files.Contains, isWindows: false, isMac: false);
}
