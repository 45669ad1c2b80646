using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

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

    // FveClock becomes "fve clock"; a name in letters of the field, such as W_E, stays.
    private static string Heading(string name) =>
        name.Contains('_', StringComparison.Ordinal) ? name : WordStart().Replace(name, match => " " + match.Value).Trim().ToLowerInvariant();

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } value && value != typeof(bool);

    private static string Cell(object? value) => value switch
    {
        null => Text.Number(null),
        double number => Text.Number(number),
        float number => Text.Number(number),
        string text => text,
        IEnumerable<int> numbers => Text.List(numbers),
        Enum name => name.ToString().ToLowerInvariant(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();
}
