using Microsoft.Data.Analysis;

namespace Grokking.Reports;

/// <summary>How values of other libraries show themselves in a notebook of .NET Interactive; figures and tables of this one need not be told.</summary>
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
        var register = Type.GetType(Formatter)?.GetMethod("Register", [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]);
        Add(typeof(DataFrame), value => TableHtml.Fragment(TableOf((DataFrame)value)));
        Add(typeof(ScottPlot.Plot), value => Picture.Of((ScottPlot.Plot)value).Html);
        return register is not null;

        void Add(Type type, Func<object, string> html) =>
            register?.Invoke(null, [type, (Action<object, TextWriter>)((value, writer) => writer.Write(html(value))), "text/html"]);
    }

    /// <summary>The table that a data frame shows itself as: its first rows, and how many there are.</summary>
    internal static Table TableOf(DataFrame frame)
    {
        const int Most = 100;
        var size = $"{Count(frame.Rows.Count, "row")}, {Count(frame.Columns.Count, "column")}";
        return TableRows.Of(frame.Rows.Count > Most ? $"{size}; the first {Most} rows" : size, frame, Most);
    }

    private static string Count(long number, string word) => FormattableString.Invariant($"{number:N0} {word}{(number == 1 ? "" : "s")}");
}
