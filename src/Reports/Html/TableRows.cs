using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace Grokking.Reports;

/// <summary>Makes tables of objects by their properties.</summary>
internal static partial class TableRows
{
    /// <summary>A table with a row for each object and a column for each of its public properties.</summary>
    public static Table Of<T>(string caption, IEnumerable<T> rows)
    {
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToList();
        return new Table(
            caption,
            [.. properties.Select(property => new TableColumn(Heading(property.Name), IsNumber(property.PropertyType)))],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. properties.Select(property => Cell(property.GetValue(row)))])]);
    }

    /// <summary>A table with the columns of a data frame and its rows, or the first of them.</summary>
    public static Table Of(string caption, DataFrame frame, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new Table(
            caption,
            [.. frame.Columns.Select(column => new TableColumn(column.Name, IsNumber(column.DataType)))],
            [.. frame.Rows.Take(most).Select(row => (IReadOnlyList<string>)[.. row.Select(Cell)])]);
    }

    // FveClock becomes "fve clock"; a name in letters of the field, such as W_E, stays.
    private static string Heading(string name) =>
        name.Contains('_', StringComparison.Ordinal) ? name : WordStart().Replace(name, match => " " + match.Value).Trim().ToLowerInvariant();

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } value && value != typeof(bool);

    private static string Cell(object? value) => value switch
    {
        null => Text.Number(null),
        double number => Text.Number(number),
        float number => Text.Number(number),
        bool truth => truth ? "true" : "false",
        string text => text,
        IEnumerable<int> numbers => Text.List(numbers),
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
