using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Grokking.Reports.Tests;

public partial class HtmlReportWriterTests
{
    private const string Attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

    [Fact]
    public void Render_EscapesEveryText()
    {
        var figure = Sample.Figure(Sample.Line(Attack)) with { Title = Attack, Caption = Attack };
        var html = Foreign(HtmlReportWriter.Render(new HtmlReport
        {
            Title = Attack,
            Summary = [Attack],
            Facts = [new Fact(Attack, Attack)],
            Sections =
            [
                new ReportSection(Attack, [Attack, figure, new Table(Attack, [Attack], [[Attack]])]),
                new ReportSection("other", []),
            ],
        }));
        Assert.DoesNotContain("alert(1)</script>", html);
        Assert.DoesNotContain("<img", html);
        Assert.Equal(13, Occurrences(html, "&lt;img src=x onerror=alert(1)&gt;"));
    }

    [Fact]
    public void Render_NamesNoAddressOutsideThePage() =>
        Assert.DoesNotMatch("(https?:)?//[a-z]", Foreign(HtmlReportWriter.Render(Report())));

    [Fact]
    public void Render_AllowsItsOwnScriptsAndNoOther()
    {
        var html = HtmlReportWriter.Render(Report());
        var policy = PolicyPattern().Match(html).Groups[1].Value;
        var scripts = ScriptPattern().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, scripts.Count);
        Assert.All(scripts, script => Assert.Contains(
            $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", policy));
        Assert.StartsWith("default-src 'none';", policy);
        Assert.DoesNotContain("http", policy);
    }

    [Fact]
    public void Render_NumbersFiguresAndTablesThroughTheReport()
    {
        var html = Foreign(HtmlReportWriter.Render(Report()));
        Assert.Contains("Figure 1.", html);
        Assert.Contains("Figure 2.", html);
        Assert.Contains("Table 1.", html);
        Assert.Contains("<a href=\"#section-2\">Second</a>", html);
    }

    [Fact]
    public void Render_GivesTheSameTextAgain() =>
        Assert.Equal(HtmlReportWriter.Render(Report()), HtmlReportWriter.Render(Report()));

    [Fact]
    public void Render_RefusesAnIdUsedTwice()
    {
        var report = Report()
            with { Sections = [new ReportSection("a", [Sample.Figure(Sample.Line()), Sample.Figure(Sample.Line())])] };
        Assert.Contains("'sample' 2 times", Assert.Throws<ArgumentException>(() => HtmlReportWriter.Render(report)).Message);
    }

    [Fact]
    public void Render_RefusesARowOfAnotherLength()
    {
        var report = Report() with { Sections = [new ReportSection("a", [new Table("neurons", ["k", "n"], [["1"]])])] };
        Assert.Contains("expected 2 cells in each row, got 1",
            Assert.Throws<ArgumentException>(() => HtmlReportWriter.Render(report)).Message);
    }

    [Fact]
    public void Write_LeavesOneWholeFile()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "run", "report.html");
            HtmlReportWriter.Write(Report(), path);
            HtmlReportWriter.Write(Report(), path);
            Assert.Equal(HtmlReportWriter.Render(Report()), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Fragment_HoldsPlotlyOnlyWhenAsked()
    {
        var figure = Sample.Figure(Sample.Line());
        Assert.Contains(PlotlyScript.Source, FigureHtml.Fragment(figure, includePlotly: true));
        Assert.True(FigureHtml.Fragment(figure, includePlotly: false).Length < 20_000);
    }

    private static HtmlReport Report() => new()
    {
        Title = "A run",
        Summary = ["It grokked."],
        Facts = [new Fact("test accuracy", "100 %")],
        Sections =
        [
            new ReportSection("First", ["Prose.", Sample.Figure(Sample.Line()) with { Id = "one" }]),
            new ReportSection("Second",
            [
                Sample.Figure(Sample.Line()) with { Id = "two" },
                new Table("Neurons.", ["frequency", TableColumn.Number("neurons")], [["14", "50"]]),
            ]),
        ],
    };

    /// <summary>The page without the drawing library and our own script.</summary>
    private static string Foreign(string html) =>
        html.Replace(PlotlyScript.Source, "", StringComparison.Ordinal).Replace(FigureHtml.Script, "", StringComparison.Ordinal);

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptPattern();

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex PolicyPattern();
}
