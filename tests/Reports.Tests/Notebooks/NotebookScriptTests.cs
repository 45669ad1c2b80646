using System.Text.RegularExpressions;

namespace Grokking.Reports.Tests;

/// <summary>The scripts made of the notebooks, as processes.</summary>
[Trait("lane", "full")]
public sealed partial class NotebookScriptTests(SmallRun small) : IClassFixture<SmallRun>
{
    private const string Maker = "scripts/notebooks.cs";

    // Two of them, as a process takes long: the cells of all are run by NotebookTests, and that every script is what its notebook
    // says is asked below.
    public static TheoryData<string> Names => [Notebook.Names[0], Notebook.Names[^1]];

    [Theory, MemberData(nameof(Names))]
    public async Task Script_OnASmallRun_WritesItsPageWithCodeAndLiveFigures(string name)
    {
        var page = small.File(name + ".html");

        var (code, output) = await DotnetRun.Start($"notebooks/{name}.cs", small.Folder, page);

        Assert.True(code == 0, output);
        Assert.EndsWith($"The page is {page}\n", output, StringComparison.Ordinal);
        var html = File.ReadAllText(page);
        Assert.Equal(Notebook.Read(name).Code.Count - 1, CodeBlock().Count(html));
        Assert.True(Picture().Count(html) >= (name == Notebook.Names[^1] ? 1 : 2), "expected figures");
        Assert.Single(PlotlyLicence().Matches(html));
    }

    [Fact]
    public async Task NotebooksAndScripts_AreInStepAndHoldNoOutputs()
    {
        var (code, output) = await DotnetRun.Start(Maker, null, "--check");

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Maker_OfANotebookThatWasRun_FindsItAndCleansIt()
    {
        using var folder = new TempFolder();
        var clean = File.ReadAllText(Path.Combine(Notebook.Folder, "02-fourier-inside.ipynb"));
        var run = clean.Replace("\"execution_count\": null", "\"execution_count\": 3", StringComparison.Ordinal)
            .Replace(
                "\"outputs\": []", "\"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": [\"hello\"]}]",
                StringComparison.Ordinal);
        var path = folder.Write("02-fourier-inside.ipynb", run);

        var (found, output) = await DotnetRun.Start(Maker, null, "--check", folder.Path);
        Assert.Equal(1, found);
        Assert.Contains("02-fourier-inside.ipynb: holds outputs", output, StringComparison.Ordinal);
        Assert.Contains("02-fourier-inside.cs: is not what its notebook says", output, StringComparison.Ordinal);
        Assert.Equal(run, File.ReadAllText(path));

        Assert.Equal(0, (await DotnetRun.Start(Maker, null, folder.Path)).Code);
        Assert.Equal(clean, File.ReadAllText(path));
        Assert.Equal(
            File.ReadAllText(Path.Combine(Notebook.Folder, "02-fourier-inside.cs")),
            File.ReadAllText(folder.File("02-fourier-inside.cs")));
    }

    [GeneratedRegex("<figure class=\"grokking-figure\"|<img src=\"data:image/png;base64,")]
    private static partial Regex Picture();

    [GeneratedRegex("<pre class=\"code\">")]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\* plotly\.js")]
    private static partial Regex PlotlyLicence();
}
