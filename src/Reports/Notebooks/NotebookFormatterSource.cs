namespace Grokking.Reports;

/// <summary>How figures and tables show themselves in a notebook: found by the kernel by its name, see
/// <see cref="TypeFormatterSourceAttribute"/>.</summary>
internal sealed class NotebookFormatterSource
{
    private string? carrier;

    /// <summary>The formatters, which the kernel asks for once for each type.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new NotebookFormatter("text/html", Html), new NotebookFormatter("text/plain", PlainText)];

    private string Html(object value) => value switch
    {
        Figure figure => FigureHtml.Fragment(figure, includePlotly: Carries(figure)),
        Table table => TableHtml.Fragment(table),
        _ => throw new ArgumentException($"expected a figure or a table, got {value}.", nameof(value)),
    };

    private static string PlainText(object value) => value switch
    {
        Figure figure => $"{figure.Title}. {figure.Caption}",
        Table table => table.Caption,
        _ => value.ToString() ?? "",
    };

    // The first figure carries the drawing library for the whole notebook, and again when its cell runs again, because the new
    // output takes the place of the old.
    private bool Carries(Figure figure) => (carrier ??= figure.Id) == figure.Id;
}
