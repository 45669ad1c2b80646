using System.Globalization;

namespace Grokking.Training;

/// <summary>A column of a table: what it is called, and what its values are.</summary>
/// <param name="Name">Its name in the header, snake case; never changes once released.</param>
/// <param name="Type">The type of its values: <c>int</c>, <c>double</c>, <c>bool</c> or <c>string</c>.</param>
/// <param name="IsNullable">Whether a row can be without a value.</param>
public record Column(string Name, Type Type, bool IsNullable)
{
    /// <summary>Number of decimals to which numbers are kept; null for all that they have.</summary>
    public int? Decimals { get; init; }

    /// <summary>What stands for a value in a line of CSV.</summary>
    internal object? Cell(object? value) => value is double number && Decimals is { } decimals ? Rounded(number, decimals) : value;

    /// <summary>A number as the text of so many decimals.</summary>
    private protected static string Rounded(double number, int decimals) => number.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}

/// <summary>A column of a table with what a row has in it. Enumerations are text, snake case as in JSON; text that is empty is missing.</summary>
/// <typeparam name="TRow">What each row is made of.</typeparam>
public sealed record Column<TRow> : Column
{
    private readonly Func<TRow, object?> value;

    /// <summary>A column of whole numbers.</summary>
    public Column(string name, Func<TRow, int> value)
        : this(name, typeof(int), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of whole numbers, of which some can be missing.</summary>
    public Column(string name, Func<TRow, int?> value)
        : this(name, typeof(int), isNullable: true, row => value(row))
    {
    }

    /// <summary>A column of numbers.</summary>
    public Column(string name, Func<TRow, double> value)
        : this(name, typeof(double), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of numbers, of which some can be missing.</summary>
    public Column(string name, Func<TRow, double?> value)
        : this(name, typeof(double), isNullable: true, row => value(row))
    {
    }

    /// <summary>A column of truth values.</summary>
    public Column(string name, Func<TRow, bool> value)
        : this(name, typeof(bool), isNullable: false, row => value(row))
    {
    }

    /// <summary>A column of text, of which some can be missing; <see cref="Column.IsNullable"/> is set to false where none can.</summary>
    public Column(string name, Func<TRow, string?> value)
        : this(name, typeof(string), isNullable: true, row => value(row) is { Length: > 0 } text ? text : null)
    {
    }

    /// <summary>A column of words, of which some can be missing; <see cref="Column.IsNullable"/> is set to false where none can.</summary>
    public Column(string name, Func<TRow, Enum?> value)
        : this(name, typeof(string), isNullable: true, row => value(row) is { } word ? Csv.Word(word) : null)
    {
    }

    private Column(string name, Type type, bool isNullable, Func<TRow, object?> value)
        : base(name, type, isNullable) => this.value = value;

    /// <summary>The value in a row, of type <see cref="Column.Type"/>, or null; a number as its <see cref="Column.Decimals"/> leave it.</summary>
    public object? Value(TRow row)
    {
        var exact = value(row);
        return exact is double number && Decimals is { } decimals ? double.Parse(Rounded(number, decimals), CultureInfo.InvariantCulture) : exact;
    }
}
