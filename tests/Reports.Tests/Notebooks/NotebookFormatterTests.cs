using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Grokking.Reports.Tests;

/// <summary>What the kernel of .NET Interactive shows, asked of its own formatting library.</summary>
public sealed class NotebookFormatterTests
{
    private const string Html = "text/html";
    private const string PlainText = "text/plain";

    private static readonly Figure First = Sample.Figure(Sample.Line()) with { Id = "first" };
    private static readonly Figure Second = Sample.Figure(Sample.Line()) with { Id = "second" };

    private static readonly DataFrame Frame = new(
        new Int32DataFrameColumn("step", [1, 2]), new DoubleDataFrameColumn("loss", [1.5, null]),
        new StringDataFrameColumn("<word>", ["a<b", null]));

    // The library keeps what it was told for the whole process.
    public NotebookFormatterTests() => Formatter.ResetToDefault();

    [Theory]
    [InlineData(typeof(Figure))]
    [InlineData(typeof(Table))]
    public void FiguresAndTables_ShowThemselvesAsHtml(Type type) =>
        Assert.Equal([Html], Formatter.GetPreferredMimeTypesFor(type));

    [Fact]
    public void Figure_ShowsItself() =>
        Assert.Equal(FigureHtml.Fragment(First, includePlotly: true), First.ToDisplayString(Html));

    [Fact]
    public void OnlyTheFirstFigure_CarriesPlotly_AndCarriesItAgainWhenItsCellRunsAgain() => Assert.Equal(
        [true, false, true, false],
        new[] { First, Second, First, Second }.Select(
            figure => figure.ToDisplayString(Html).Contains(PlotlyScript.Source, StringComparison.Ordinal)));

    [Fact]
    public void Figure_AsPlainText_IsTheTitleAndTheCaption() =>
        Assert.Equal("Sample. Look here.", (First with { Caption = "Look here." }).ToDisplayString(PlainText));

    [Fact]
    public void Table_ShowsItselfEscaped()
    {
        var html = Table.Of("<b>", [new { X = 1.5 }]).ToDisplayString(Html);

        Assert.Contains("<td class=\"number\">1.5</td>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_OnceRegistered_IsATableWithItsColumnsAndRows()
    {
        Assert.True(NotebookFormats.Register());

        var html = Frame.ToDisplayString(Html);

        Assert.Equal([Html], Formatter.GetPreferredMimeTypesFor(typeof(DataFrame)));
        Assert.Equal(TableHtml.Fragment(Table.Of("2 rows, 3 columns", Frame)), html);
        Assert.Contains("<th class=\"number\">loss</th>\n<th>&lt;word&gt;</th>", html, StringComparison.Ordinal);
        Assert.Contains(
            "<td class=\"number\">1</td>\n<td class=\"number\">1.5</td>\n<td>a&lt;b</td>\n", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\">2</td>\n<td class=\"number\">–</td>\n<td>–</td>\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_ThatIsLong_ShowsItsFirstRowsAndSaysSo()
    {
        NotebookFormats.Register();

        var html = new DataFrame(new Int32DataFrameColumn("step", Enumerable.Range(0, 1234))).ToDisplayString(Html);

        Assert.Contains("1,234 rows, 1 column; the first 100 rows", html, StringComparison.Ordinal);
        Assert.Equal(100 + 1, html.Split("<tr>").Length - 1);
    }

    [Fact]
    public void Plot_OnceRegistered_IsAPicture()
    {
        NotebookFormats.Register();
        var plot = new ScottPlot.Plot();
        plot.Title("a < b");

        var html = plot.ToDisplayString(Html);

        Assert.Contains(" alt=\"a &lt; b\" ", html, StringComparison.Ordinal);
        var bytes = Convert.FromBase64String(html.Split("base64,")[1].Split('"')[0]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
    }
}
