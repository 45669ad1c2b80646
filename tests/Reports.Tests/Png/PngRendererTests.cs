namespace Grokking.Reports.Tests;

public sealed class PngRendererTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grokking-png-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Render_DrawsEachKindInItsSize()
    {
        RequireBrowser();
        var figures = Sample.OfEachKind();
        var paths = PngRenderer.Render(figures, folder.FullName);
        Assert.Equal(figures.Select(figure => Path.Combine(folder.FullName, figure.Id + ".png")), paths);
        foreach (var (figure, path) in figures.Zip(paths))
        {
            var image = new PngImage(File.ReadAllBytes(path));
            var layout = Sample.Part(PlotlyJson.ForPicture(figure), "layout");
            Assert.Equal((2 * Sample.Number(layout, "width"), 2 * Sample.Number(layout, "height")), (image.Width, image.Height));
            Assert.True(image.Colours() > 10, $"{figure.Id} has {image.Colours()} colours.");
        }
    }

    [Fact]
    public void Render_LeavesNothingButPictures()
    {
        RequireBrowser();
        PngRenderer.Render([Sample.Figure(Sample.Line())], folder.FullName);
        Assert.Equal(["sample.png"], folder.GetFileSystemInfos().Select(entry => entry.Name));
    }

    [Fact]
    public void Render_DrawsTheSameShapesFromLongArraysAsFromShortOnes()
    {
        RequireBrowser();
        var cells = Grid.Of(50, 50, (row, column) => row == column ? double.NaN : row - column);
        var large = Sample.Figure(new HeatMapTrace("map", cells, ColourScale.Diverging("difference"))) with { Id = "large" };
        var image = new PngImage(File.ReadAllBytes(PngRenderer.Render([large], folder.FullName)[0]));
        Assert.True(image.Colours() > 90, $"a map of 98 distinct values and gaps has {image.Colours()} colours.");
    }

    [Fact]
    public void Render_WithABrowserThatIsAbsent_NamesIt()
    {
        var problem = Assert.Throws<PngRenderException>(() => Render("/no/such/browser"));
        Assert.Contains("/no/such/browser", problem.Message);
    }

    [Fact]
    public void Render_WithABrowserThatFails_ShowsItsLastLines()
    {
        var problem = Assert.Throws<PngRenderException>(() => Render(Program("echo no display >&2; exit 3")));
        Assert.Contains("exit code 3", problem.Message);
        Assert.Contains("no display", problem.Message);
    }

    [Fact]
    public void Render_WithABrowserThatHangs_StopsItWithItsChildren()
    {
        var mark = Path.Combine(folder.FullName, "child");
        var program = Program($"sh -c 'sleep 2; touch {mark}' & sleep 60");
        var problem = Assert.Throws<PngRenderException>(() => Render(program, TimeSpan.FromSeconds(1)));
        Assert.Contains("stopped after 1 s", problem.Message);
        Thread.Sleep(2500);
        Assert.False(File.Exists(mark), "A child of the browser outlived it.");
    }

    [Fact]
    public void Render_WhenCancelled_StopsTheBrowserAndLeavesNothing()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var pictures = folder.CreateSubdirectory("pictures");
        var options = new PngOptions { BrowserPath = Program("sleep 60") };

        Assert.Throws<OperationCanceledException>(() => PngRenderer.Render([Sample.Figure(Sample.Line())], pictures.FullName, options, stop.Token));

        Assert.Empty(pictures.EnumerateFileSystemInfos());
    }

    [Fact]
    public void Render_WithoutAResult_NamesTheFigure()
    {
        var problem = Assert.Throws<PngRenderException>(() => Render(Program("echo '<html></html>'")));
        Assert.Contains("sample: the browser left no result", problem.Message);
    }

    [Fact]
    public void Render_OfAnythingButAPng_WritesNoFile()
    {
        var problem = Assert.Throws<PngRenderException>(
            () => Render(Program("echo '<pre id=\"sample\">data:image/png;base64,AAAA</pre>'")));
        Assert.Contains("sample: data:image/png", problem.Message);
        Assert.Empty(folder.GetFiles("*.png"));
    }

    [Fact]
    public void Render_RefusesAnIdUsedTwice() =>
        Assert.Throws<ArgumentException>(
            () => PngRenderer.Render([Sample.Figure(Sample.Line()), Sample.Figure(Sample.Line())], folder.FullName));

    private void Render(string browser, TimeSpan? limit = null) =>
        PngRenderer.Render([Sample.Figure(Sample.Line())], folder.FullName,
            new PngOptions { BrowserPath = browser, TimeLimit = limit ?? TimeSpan.FromSeconds(30) });

    /// <summary>A shell script that plays the browser.</summary>
    private string Program(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell script plays the browser: needs a Unix shell");
        var path = Path.Combine(folder.FullName, "browser.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return path;
    }

    private static void RequireBrowser()
    {
        try
        {
            Browser.Find();
        }
        catch (BrowserNotFoundException problem)
        {
            Assert.Skip(problem.Message);
        }
    }
}
