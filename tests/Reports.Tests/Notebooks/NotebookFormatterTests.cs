namespace Grokking.Reports.Tests;

/// <summary>What the kernel of .NET Interactive looks for, found as it does: by names.</summary>
public sealed class NotebookFormatterTests
{
    private static readonly Figure First = Sample.Figure(Sample.Line()) with { Id = "first" };
    private static readonly Figure Second = Sample.Figure(Sample.Line()) with { Id = "second" };

    /// <summary>Formatters of a type by kind of text, as the kernel's <c>Formatter</c> gets them.</summary>
    private static Dictionary<string, Func<object, string>> FormattersOf(Type type)
    {
        var attribute = type.GetCustomAttributes(true).Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var sourceType = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(sourceType)!;
        var formatters = (IEnumerable<object>)sourceType.GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        return formatters.ToDictionary(
            formatter => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!,
            formatter => (Func<object, string>)(value => Format(formatter, value)));
    }

    private static string Format(object formatter, object value)
    {
        using var writer = new StringWriter();
        var format = formatter.GetType().GetMethod("Format")!.CreateDelegate<Func<object, TextWriter, bool>>(formatter);
        Assert.True(format(value, writer));
        return writer.ToString();
    }

    [Fact]
    public void Figure_InANotebook_ShowsItself() =>
        Assert.Equal(FigureHtml.Fragment(First, includePlotly: true), FormattersOf(typeof(Figure))["text/html"](First));

    [Fact]
    public void OnlyTheFirstFigure_CarriesPlotly_AndCarriesItAgainWhenItsCellRunsAgain()
    {
        var show = FormattersOf(typeof(Figure))["text/html"];

        Assert.Equal([true, false, true, false], new[] { First, Second, First, Second }.Select(figure => show(figure).Contains(PlotlyScript.Source, StringComparison.Ordinal)));
    }

    [Fact]
    public void PlainText_IsTheTitleAndTheCaption() =>
        Assert.Equal("Sample. Look here.", FormattersOf(typeof(Figure))["text/plain"](First with { Caption = "Look here." }));

    [Fact]
    public void Table_InANotebook_ShowsItselfEscaped() => Assert.Contains(
        "<td class=\"number\">1.5</td>", FormattersOf(typeof(Table))["text/html"](Table.Of("<b>", [new { X = 1.5 }])), StringComparison.Ordinal);
}
