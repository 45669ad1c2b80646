using Microsoft.Data.Analysis;

namespace Grokking.Reports.Tests;

// A page works in its script's folder, and a process has one current folder: not beside other tests.
[CollectionDefinition(nameof(NotebookPageTests), DisableParallelization = true)]
[Collection(nameof(NotebookPageTests))]
public sealed class NotebookPageTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly string before = Directory.GetCurrentDirectory();

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        temp.Dispose();
    }

    private NotebookPage Page(string script = "") => NotebookPage.ForScript([], temp.Write("page.cs", script));

    [Fact]
    public void Prose_WithHeadings_GivesTitleOpeningAndSections()
    {
        var page = Page();
        page.Prose("# Title\n\nBefore.\n\n## One\n\nIn *one*.\n\n## Two");
        page.Display(3.5);

        var report = page.Compose();

        Assert.Equal("Title", report.Title);
        Assert.Equal([new Prose("Before.")], report.Opening);
        Assert.Equal(["One", "Two"], report.Sections.Select(section => section.Heading));
        Assert.Equal([new Prose("In *one*.")], report.Sections[0].Blocks);
        Assert.Equal([new Preformatted("3.5", IsCode: false)], report.Sections[1].Blocks);
        Assert.Contains("<p>In <em>one</em>.</p>", HtmlReportWriter.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Prose_WithHtml_IsEscaped()
    {
        var page = Page();
        page.Prose("a <script>alert(1)</script> b");

        Assert.DoesNotContain("<script>alert", HtmlReportWriter.Render(page.Compose()), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_IsTheLinesDownToTheNextCall()
    {
        var page = Page("page.Code();\nvar x = 1;\n\ndisplay(x);\n\npage.Prose(\"more\");\n");
        page.Code(line: 1);

        Assert.Equal([new Preformatted("var x = 1;\n\ndisplay(x);", IsCode: true)], page.Compose().Opening);
    }

    [Fact]
    public void Display_OfFiguresOfOneId_GivesEachItsOwn()
    {
        var page = Page();
        page.Display(Sample.Figure(Sample.Line()));
        page.Display(Sample.Figure(Sample.Line()));

        Assert.Equal(["sample", "sample-2"], page.Compose().Figures.Select(figure => figure.Id));
    }

    [Fact]
    public void Display_OfAFrameAndAPlot_ShowsATableAndAPicture()
    {
        var page = Page();
        page.Display(
            new DataFrame(new Int32DataFrameColumn("step", [3, null]), new BooleanDataFrameColumn("key", [true, false])));
        page.Display(new ScottPlot.Plot());

        var table = Assert.IsType<Table>(page.Compose().Opening[0]);
        Assert.Equal("2 rows, 2 columns", table.Caption);
        Assert.Equal([new TableColumn("step", IsNumeric: true), new TableColumn("key")], table.Columns);
        Assert.Equal([["3", "true"], ["–", "false"]], table.Rows);
        Assert.Contains(
            "<img src=\"data:image/png;base64,iVBORw0KGgo", HtmlReportWriter.Render(page.Compose()), StringComparison.Ordinal);
    }

    [Fact]
    public void ForScript_WorksInTheScriptsFolder()
    {
        _ = Page();

        Assert.Equal(new DirectoryInfo(temp.Path).Name, new DirectoryInfo(Directory.GetCurrentDirectory()).Name);
    }

    [Fact]
    public void Write_SaysWhereThePageIs()
    {
        using var messages = new StringWriter();
        var target = temp.File("out/page.html");

        NotebookPage.ForScript([target], temp.Write("page.cs", "")).Write(messages);

        Assert.Equal($"The page is {target}{messages.NewLine}", messages.ToString());
        Assert.True(File.Exists(target));
    }

    [Fact]
    public void ForScript_WithTwoArguments_SaysWhatItExpects()
    {
        var error = Assert.Throws<ArgumentException>(() => NotebookPage.ForScript(["a", "b"], temp.File("page.cs")));

        Assert.StartsWith(
            "args: expected none, or the file to write the page to, got 2.", error.Message, StringComparison.Ordinal);
    }
}
