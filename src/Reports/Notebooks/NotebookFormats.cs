using Microsoft.Data.Analysis;

namespace Grokking.Reports;

/// <summary>How values of other libraries show themselves in a notebook of .NET Interactive; figures and tables of this one need
/// not be told.</summary>
public static class NotebookFormats
{
    private const string Formatter = "Microsoft.DotNet.Interactive.Formatting.Formatter, Microsoft.DotNet.Interactive.Formatting";

    /// <summary>
    /// Lets data frames show themselves as tables, and plots of ScottPlot as pictures. Where there is no such notebook, nothing
    /// happens. Once is enough; another call does no harm.
    /// </summary>
    /// <returns>Whether there is such a notebook.</returns>
    public static bool Register()
    {
        // By name, so that no package is needed.
        var register =
            Type.GetType(Formatter)?.GetMethod("Register", [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]);
        Add(typeof(DataFrame), value => TableHtml.Fragment(TableOf((DataFrame)value)));
        Add(typeof(ScottPlot.Plot), value => Picture.Of((ScottPlot.Plot)value).Html);
        return register is not null;

        void Add(Type type, Func<object, string> html) =>
            register?.Invoke(
                null, [type, (Action<object, TextWriter>)((value, writer) => writer.Write(html(value))), "text/html"]);
    }

    /// <summary>The table that a data frame shows itself as: its first rows, and how many there are.</summary>
    internal static Table TableOf(DataFrame frame)
    {
        const int Most = 100;
        var size = $"{Count(frame.Rows.Count, "row")}, {Count(frame.Columns.Count, "column")}";
        return TableRows.Of(frame.Rows.Count > Most ? $"{size}; the first {Most} rows" : size, frame, Most);
    }

    private static string Count(long number, string word) =>
        FormattableString.Invariant($"{number:N0} {word}{(number == 1 ? "" : "s")}");
}

/// <summary>Writes a value for a notebook. The kernel knows the members by their names.</summary>
/// <param name="mimeType">The kind of text that it writes.</param>
/// <param name="text">The text of a value.</param>
internal sealed class NotebookFormatter(string mimeType, Func<object, string> text)
{
    /// <summary>The kind of text that it writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a value.</summary>
    /// <returns>True: it was written.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(text(instance));
        return true;
    }
}

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

/// <summary>
/// Tells the notebook kernel of .NET Interactive how a type shows itself. The kernel looks for an attribute of this name, and for
/// the members that <see cref="NotebookFormatterSource"/> and <see cref="NotebookFormatter"/> have, whatever assembly they come
/// from, so that no package is needed.
/// </summary>
/// <param name="formatterSourceType">A class with a method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A class with a method <c>CreateTypeFormatters</c>; the kernel makes one.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
